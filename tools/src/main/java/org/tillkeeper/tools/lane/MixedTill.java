package org.tillkeeper.tools.lane;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.tillkeeper.tools.lab.Instrument;
import org.tillkeeper.tools.lab.Json;
import org.tillkeeper.tools.lab.Lab;
import org.tillkeeper.tools.lab.Payment;

/**
 * A till that asks for payments of every type. As a good till does, it asks again with the same key
 * for what it had no answer to. Safe for any thread.
 */
final class MixedTill {
  private final Lab lab;
  private final Random random;
  private final List<Call> unanswered = new ArrayList<>();
  private final Map<String, Answered> answered = new LinkedHashMap<>();
  private final Map<String, Long> counts = new TreeMap<>();
  private List<Payment> known = List.of();
  private int number;

  /**
   * One call, the same at each repetition.
   *
   * @param key idempotency key, and the reference where it has one
   */
  record Call(String key, String path, Map<String, ?> body) {}

  /** A call and the id of the payment it was answered with. */
  private record Answered(Call call, String id) {}

  /**
   * @param seed of what is asked for
   */
  MixedTill(Lab lab, long seed) {
    this.lab = lab;
    random = new Random(seed);
  }

  /** What to ask for next; it counts as not answered yet. */
  synchronized Call next() {
    number++;
    Call call = invent();
    unanswered.add(call);
    count("asked");
    return call;
  }

  private Call invent() {
    switch (random.nextInt(20)) {
      case 0, 1 -> {
        return alone("preauth", Instrument.swipe());
      }
      case 2 -> {
        return alone("balance", Instrument.manual());
      }
      case 3, 4, 5 -> {
        return about(
            "void",
            one -> one.type().equals("sale") && one.isConfirmed() && !one.voided(),
            one -> Map.of());
      }
      case 6, 7 -> {
        return about(
            "completion",
            one -> one.type().equals("preauth") && one.isConfirmed() && !one.voided(),
            one -> Map.of("amount", one.amount(), "advice", random.nextBoolean()));
      }
      case 8 -> {
        return about(
            "preauth-void",
            one -> one.type().equals("preauth") && one.isConfirmed() && !one.voided(),
            one -> Map.of());
      }
      case 9 -> {
        return about(
            "completion-void",
            one -> one.type().equals("completion") && one.isConfirmed() && !one.voided(),
            one -> Map.of());
      }
      case 10, 11 -> {
        return about(
            "refund",
            one -> one.type().equals("sale") && one.isConfirmed() && !one.voided(),
            one -> Map.of("amount", 1 + random.nextInt((int) one.amount())));
      }
      default -> {
        return alone("sale", instrument());
      }
    }
  }

  private Instrument instrument() {
    return switch (random.nextInt(6)) {
      case 0 -> Instrument.chip(number);
      case 1 -> Instrument.contactless(number);
      case 2 -> Instrument.manual();
      case 3 -> Instrument.qr(number);
      default -> Instrument.swipe();
    };
  }

  private Call alone(String type, Instrument instrument) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", type);
    if (!type.equals("balance")) {
      body.put("amount", 100 + number);
    }
    body.put("currency", "CNY");
    body.put("reference", key());
    body.putAll(instrument.json());
    return new Call(key(), "/v1/payments", body);
  }

  /** About a payment that fits; a sale where there is none. */
  private Call about(
      String type,
      Predicate<Payment> fits,
      java.util.function.Function<Payment, Map<String, Object>> more) {
    List<Payment> originals = known.stream().filter(fits).toList();
    if (originals.isEmpty()) {
      return alone("sale", instrument());
    }
    Payment original = originals.get(random.nextInt(originals.size()));
    Map<String, Object> body = new LinkedHashMap<>(more.apply(original));
    body.put("reference", key());
    if (type.equals("void") || type.equals("refund")) {
      return new Call(key(), "/v1/payments/" + original.id() + "/" + type, body);
    }
    body.put("type", type);
    body.put("original", original.id());
    return new Call(key(), "/v1/payments", body);
  }

  private String key() {
    return "KEY-" + number;
  }

  /** Makes a call; without an answer it stays among those to be made again. */
  void make(Call call) throws InterruptedException, Lane.Broken {
    Payment payment;
    try {
      payment = lab.till().call(call.path(), call.body(), call.key());
    } catch (Json.Refused e) {
      refused(call, e);
      return;
    } catch (IOException e) {
      count("without an answer");
      return;
    }
    synchronized (this) {
      unanswered.remove(call);
      Answered before = answered.put(call.key(), new Answered(call, payment.id()));
      if (before != null && !before.id().equals(payment.id())) {
        throw new Lane.Broken(call.key() + " was " + before.id() + " and is " + payment.id());
      }
    }
  }

  private synchronized void refused(Call call, Json.Refused e) throws Lane.Broken {
    if (e.status() / 100 == 5 && e.status() != 503) {
      throw new Lane.Broken(e.getMessage());
    }
    if (answered.containsKey(call.key())) {
      throw new Lane.Broken("a payment's key is refused: " + e.getMessage());
    }
    if (e.getMessage().contains("ledger-loss")) {
      throw new Lane.Broken("a loss where nothing was lost: " + e.getMessage());
    }
    if (e.status() == 503) {
      // Nothing is wrong with the call: it is made again.
      count("not now");
      return;
    }
    unanswered.remove(call);
    count("refused");
  }

  /** Makes again what had no answer. */
  void again() throws InterruptedException, Lane.Broken {
    List<Call> calls;
    synchronized (this) {
      calls = List.copyOf(unanswered);
    }
    for (Call call : calls) {
      make(call);
    }
  }

  /** Makes every call again that was answered: each must find its payment. */
  void all() throws InterruptedException, Lane.Broken {
    List<Answered> all;
    synchronized (this) {
      all = List.copyOf(answered.values());
    }
    for (Answered one : all) {
      make(one.call());
    }
  }

  /** Looks at what there is, to choose from for what comes next. */
  void look() throws IOException, InterruptedException {
    List<Payment> now = lab.till().payments();
    synchronized (this) {
      known = now;
    }
  }

  /** Perhaps cancels something that waits, or tells what a chip said. */
  void interfere() throws InterruptedException, Lane.Broken {
    List<Payment> open;
    boolean cancels;
    synchronized (this) {
      open = known.stream().filter(one -> !one.isFinal()).toList();
      cancels = !open.isEmpty() && random.nextInt(4) == 0;
    }
    try {
      if (cancels) {
        lab.till().cancel(open.get(0).id());
        count("cancelled by the cashier");
      }
    } catch (Json.Refused e) {
      if (e.status() / 100 == 5 && e.status() != 503) {
        throw new Lane.Broken(e.getMessage());
      }
    } catch (IOException e) {
      count("without an answer");
    }
  }

  /** References of payments that the agent has said are recorded. */
  synchronized List<String> recorded() {
    return List.copyOf(answered.keySet());
  }

  /** Calls that were not answered. */
  synchronized int waiting() {
    return unanswered.size();
  }

  private synchronized void count(String what) {
    counts.merge(what, 1L, Long::sum);
  }

  synchronized Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }
}
