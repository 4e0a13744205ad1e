package org.tillkeeper.agent.terminal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tillkeeper.agent.terminal.ModelAcquirer.Booking;
import org.tillkeeper.agent.terminal.ModelAcquirer.Fault;
import org.tillkeeper.agent.terminal.ModelAcquirer.Reaction;
import org.tillkeeper.iso8583.Message;

/**
 * How a {@link ModelAcquirer} settles: it compares totals with its bookings, takes rows, and begins
 * the next batch with the end. Every message may come again and gets the same answer.
 */
final class ModelSettlement {
  final ArrayDeque<Fault> faults = new ArrayDeque<>();

  /** Response codes of the next messages of an upload; empty: 00. */
  final ArrayDeque<String> codes = new ArrayDeque<>();

  /** Instead of the next answer's totals; empty: as they are. */
  final ArrayDeque<String> totalsAnswers = new ArrayDeque<>();

  /** Response codes of the next totals, which then say nothing else; empty: none. */
  final ArrayDeque<String> totalsCodes = new ArrayDeque<>();

  /** STANs that are left out of its totals until they are uploaded. */
  final Set<String> hidden = new HashSet<>();

  /** STANs of payments uploaded in rows, in order, each once. */
  final List<String> uploaded = new ArrayList<>();

  /** STANs of the messages that named their payment. */
  final List<String> named = new ArrayList<>();

  final List<Message> received = new ArrayList<>();

  /** Ended batches: the totals of the terminal, and whether they are the books' now. */
  final Map<String, Boolean> ended = new TreeMap<>();

  final Map<String, Integer> endCounts = new TreeMap<>();
  final List<String> endCodes = new ArrayList<>();
  private final ModelAcquirer acquirer;
  private final Map<String, String> answered = new TreeMap<>();
  private final Map<String, String> totals = new TreeMap<>();

  ModelSettlement(ModelAcquirer acquirer) {
    this.acquirer = acquirer;
  }

  Reaction on(Message request) {
    Fault fault = faults.isEmpty() ? Fault.NONE : faults.poll();
    if (fault == Fault.ARRIVES_LATE) {
      return new Reaction(List.of(), true, Optional.of(Duration.ofSeconds(12)));
    }
    if (fault == Fault.LOST || fault == Fault.CUT_BEFORE_READING) {
      return new Reaction(List.of(), fault == Fault.CUT_BEFORE_READING);
    }
    received.add(request);
    byte[] answer = request.mti().equals("0500") ? totals(request) : upload(request);
    if (fault == Fault.SILENT || fault == Fault.CUT_AFTER_BOOKING) {
      return new Reaction(List.of(), fault == Fault.CUT_AFTER_BOOKING);
    }
    return new Reaction(fault == Fault.TWICE ? List.of(answer, answer) : List.of(answer), false);
  }

  private static String batchOf(Message request) {
    return request.field(60).get().substring(2, 8);
  }

  private byte[] totals(Message request) {
    Map<Integer, String> fields = bare(request);
    String batch = batchOf(request);
    String code = totalsCodes.isEmpty() ? "" : totalsCodes.poll();
    if (!code.isEmpty()) {
      fields.put(39, code);
      return acquirer.packed(request, "0510", fields);
    }
    String theirs = request.field(48).get();
    String key = batch + request.field(11).get();
    if (!answered.containsKey(key)) {
      totals.put(batch, theirs);
      String ours = ours(batch);
      char verdict = ours.equals(theirs.substring(0, 30)) ? '1' : '2';
      answered.put(key, ours + verdict + theirs.substring(31, 61) + '1');
    }
    String answer = totalsAnswers.isEmpty() ? "" : totalsAnswers.poll();
    fields.put(48, answer.isEmpty() ? answered.get(key) : answer);
    fields.put(60, request.field(60).get());
    return acquirer.packed(request, "0510", fields);
  }

  /** 30 digits: debits and credits of what stands and is not hidden. */
  private String ours(String batch) {
    long[] sums = new long[4];
    for (Booking booking : acquirer.bookings.values()) {
      if (booking.batch().equals(batch)
          && !booking.reversed()[0]
          && !hidden.contains(booking.stan())) {
        int side = acquirer.isCredit(booking) ? 2 : 0;
        sums[side] += booking.amount();
        sums[side + 1]++;
      }
    }
    return String.format("%012d%03d%012d%03d", sums[0], sums[1], sums[2], sums[3]);
  }

  private byte[] upload(Message request) {
    String batch = batchOf(request);
    String key = batch + request.field(11).get();
    String code = codes.isEmpty() ? "" : codes.poll();
    if (code.isEmpty()) {
      code = "00";
      if (!answered.containsKey(key)) {
        answered.put(key, "00");
        take(request, batch);
      }
    }
    Map<Integer, String> fields = bare(request);
    fields.put(39, code);
    return acquirer.packed(request, "0330", fields);
  }

  private void take(Message request, String batch) {
    String management = request.field(60).get().substring(8, 11);
    switch (management) {
      case "201" -> {
        String rows = request.field(48).get();
        for (int at = 2; at < rows.length(); at += 40) {
          String stan = rows.substring(at + 2, at + 8);
          uploaded.add(stan);
          hidden.remove(stan);
        }
      }
      case "202", "207" -> {
        endCodes.add(management);
        endCounts.put(batch, Integer.parseInt(request.field(48).get()));
        ended.put(batch, ours(batch).equals(totals.get(batch).substring(0, 30)));
        if (batch.equals(acquirer.batch)) {
          acquirer.batch = String.format("%06d", Integer.parseInt(batch) + 1);
        }
      }
      default -> {
        named.add(management + " " + request.field(11).get());
        hidden.remove(request.field(11).get());
      }
    }
  }

  private Map<Integer, String> bare(Message request) {
    Map<Integer, String> fields = new TreeMap<>();
    for (int number : new int[] {11, 41, 42}) {
      fields.put(number, request.field(number).get());
    }
    return fields;
  }
}
