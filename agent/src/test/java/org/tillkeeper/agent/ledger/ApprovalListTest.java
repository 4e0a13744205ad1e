package org.tillkeeper.agent.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tillkeeper.agent.payment.Approval;
import org.tillkeeper.agent.payment.HostTime;

/** Approvals as a column of the ledger. */
class ApprovalListTest {
  private static final Approval FULL =
      new Approval(
          1234,
          Optional.of("123456789012"),
          Optional.of("654321"),
          Optional.of("0123"),
          Optional.empty(),
          new HostTime("0304101530"));

  @Test
  void approvals_come_back_as_they_were_whatever_the_acquirer_put_into_them() {
    Approval odd =
        new Approval(
            1,
            Optional.of("|%\n\u0000中 x"),
            Optional.empty(),
            Optional.empty(),
            Optional.of("V|S"),
            new HostTime(""));
    assertEquals(List.of(FULL, odd), ApprovalList.read(ApprovalList.written(List.of(FULL, odd))));
    assertEquals(
        Optional.of("1234|123456789012|654321|0123|0304101530"),
        ApprovalList.written(List.of(FULL)));
  }

  @Test
  void the_cards_organisation_stands_last_and_only_where_it_was_named() {
    Approval named =
        new Approval(
            1234,
            Optional.of("123456789012"),
            Optional.empty(),
            Optional.empty(),
            Optional.of("VIS"),
            new HostTime("0304101530"));
    assertEquals(
        Optional.of("1234|123456789012|||0304101530|VIS"), ApprovalList.written(List.of(named)));
    assertEquals(
        List.of(named), ApprovalList.read(Optional.of("1234|123456789012|||0304101530|VIS")));
  }

  @Test
  void none_is_an_empty_column() {
    assertEquals(Optional.empty(), ApprovalList.written(List.of()));
    assertEquals(List.of(), ApprovalList.read(Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1234", "x||||", "1|%00||", "1|%zzzz|||", "1|||||"})
  void a_column_that_a_disk_changed_is_no_list(String column) {
    assertThrows(IllegalArgumentException.class, () -> ApprovalList.read(Optional.of(column)));
  }
}
