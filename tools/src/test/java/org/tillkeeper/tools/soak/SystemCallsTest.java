package org.tillkeeper.tools.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker of traces can fail. */
class SystemCallsTest {
  private static final int PORT = 40001;
  private static final String ORDER =
      "11 recvfrom(60<TCP:[127.0.0.1:8583->127.0.0.1:50000]>, \"POST /v1/payments HTTP/1.1\\r\\n\"...,"
          + " 2048, 0, NULL, NULL) = 400";
  private static final String WRITE =
      "12 pwrite64(37</tmp/data/ledger.db-wal>, \"\\0\\1\"..., 4096, 32) = 4096";
  private static final String SYNC = "12 fdatasync(37</tmp/data/ledger.db-wal>) = 0";
  private static final String SALE =
      "12 sendto(45<TCP:[127.0.0.1:50001->127.0.0.1:40001]>,"
          + " \"\\0]`\\0\\3\\0\\0`1\\0001\\0\\0\\2\\0p$\"..., 95, MSG_NOSIGNAL, NULL, 0) = 95";
  private static final String REVERSAL = SALE.replace("\\0\\0\\2\\0p", "\\0\\0\\4\\0p");

  private static SystemCalls.Found read(String... lines) {
    return new SystemCalls(PORT).read(Arrays.asList(lines));
  }

  private static void assertRight(int sales, String... lines) {
    assertEquals(new SystemCalls.Found(sales, sales, List.of()), read(lines));
  }

  private static void assertWrong(String what, String... lines) {
    assertEquals(List.of("sale 1 was sent " + what), read(lines).violations());
  }

  @Test
  void a_sale_after_its_sync_is_right() {
    assertRight(1, ORDER, WRITE, WRITE, SYNC, SALE);
    assertRight(2, ORDER, WRITE, SYNC, SALE, WRITE, SYNC, ORDER, WRITE, SYNC, SALE);
  }

  @Test
  void a_sale_before_its_sync_is_found() {
    assertWrong("before what was written was synced", ORDER, WRITE, SALE, SYNC);
    assertWrong("before what was written was synced", ORDER, WRITE, SYNC, WRITE, SALE, SYNC);
  }

  @Test
  void a_sale_before_its_record_is_found() {
    assertWrong("before anything was written", ORDER, SALE, WRITE, SYNC);
    assertWrong("before anything was written", WRITE, SYNC, ORDER, SALE);
  }

  @Test
  void a_sale_that_no_till_ordered_is_found() {
    assertEquals(
        List.of("sale 2 was sent without an order"),
        read(ORDER, WRITE, SYNC, SALE, WRITE, SYNC, SALE).violations());
  }

  @Test
  void a_sync_that_has_not_ended_or_has_failed_counts_for_nothing() {
    String begun = "12 fdatasync(37</tmp/data/ledger.db-wal> <unfinished ...>";
    String ended = "12 <... fdatasync resumed>) = 0";
    String sale = SALE.replaceFirst("12", "13");
    assertRight(1, ORDER, WRITE, begun, ended, sale);
    assertWrong("before what was written was synced", ORDER, WRITE, begun, sale, ended);
    assertWrong(
        "before what was written was synced",
        ORDER,
        WRITE,
        SYNC.replace("= 0", "= -1 EIO (Input/output error)"),
        SALE);
  }

  @Test
  void a_write_during_a_sync_is_not_covered_by_it() {
    assertWrong(
        "before what was written was synced",
        ORDER,
        WRITE,
        "12 fdatasync(37</tmp/data/ledger.db-wal> <unfinished ...>",
        WRITE.replaceFirst("12", "14"),
        "12 <... fdatasync resumed>) = 0",
        SALE);
  }

  @Test
  void a_sync_of_another_file_counts_for_nothing() {
    assertWrong(
        "before what was written was synced",
        ORDER,
        WRITE,
        SYNC.replace("ledger.db-wal", "witness"),
        SALE);
  }

  @Test
  void an_order_that_is_read_in_two_parts_of_the_trace_is_seen() {
    List<String> lines = new ArrayList<>();
    lines.add("11 recvfrom(60<TCP:[127.0.0.1:8583->127.0.0.1:50000]>,  <unfinished ...>");
    lines.add(
        "11 <... recvfrom resumed>\"POST /v1/payments HTTP/1.1\"..., 2048, 0, NULL, NULL) = 400");
    lines.addAll(List.of(WRITE, SYNC, SALE));
    assertRight(1, lines.toArray(new String[0]));
  }

  @Test
  void other_messages_and_other_sockets_are_no_sales() {
    assertRight(0, REVERSAL, SALE.replace("40001]", "40002]"));
  }

  @Test
  void a_frame_written_in_parts_is_put_together() {
    assertRight(
        1,
        ORDER,
        WRITE,
        SYNC,
        "12 writev(45<TCP:[127.0.0.1:50001->127.0.0.1:40001]>, [{iov_base=\"\\0]\", iov_len=2},"
            + " {iov_base=\"`\\0\\3\\0\\0`1\\0001\\0\\0\\2\\0p$\"..., iov_len=93}], 2) = 95");
  }
}
