package org.tillkeeper.agent.settlement;

import java.util.EnumSet;
import org.tillkeeper.agent.settlement.Settlement.Acknowledgement;
import org.tillkeeper.agent.settlement.Settlement.Caveats;
import org.tillkeeper.agent.settlement.Settlement.Progress;
import org.tillkeeper.agent.settlement.Settlement.Request;
import org.tillkeeper.agent.settlement.Step.Todo;

/**
 * The rules of how a settlement moves. One function maps (settlement, event) to (settlement, what
 * to do next).
 *
 * <pre>
 *   WAITING --- the totals are sent ---> TOTALS --- answered ---> UPLOADING --- end taken ---> ENDED
 *      |                                   |                         |
 *      |                                   +--- refused -------------+------------------------> ENDED
 *      +--- the acquirer has another batch ---------------------------------------------------> ENDED
 * </pre>
 *
 * <p>Every message is sent until it is answered. A refusal ends in a result that a person sees. It
 * never ends in silence, and no message is sent for ever.
 */
public final class Reconciliation {
  /** The most sign-ins for one message. If two do not help, a third does not help either. */
  private static final int SIGN_INS_MOST = 2;

  private Reconciliation() {}

  /**
   * What follows from an event.
   *
   * @throws IllegalStateException if the event must not happen at this stage
   */
  public static Step after(Settlement settlement, Event event) {
    return event.accept(new Dispatch(settlement));
  }

  /** Which rule an event is for. */
  private record Dispatch(Settlement settlement) implements Event.Cases {
    @Override
    public Step on(Event.TotalsSending event) {
      return totalsSending(settlement, event);
    }

    @Override
    public Step on(Event.TotalsRepeating event) {
      return totalsRepeating(settlement);
    }

    @Override
    public Step on(Event.TotalsAnswered event) {
      return totalsAnswered(settlement, event);
    }

    @Override
    public Step on(Event.GivenUp event) {
      return givenUp(settlement, event);
    }

    @Override
    public Step on(Event.UploadPlanned event) {
      return planned(settlement, event);
    }

    @Override
    public Step on(Event.UploadSending event) {
      return uploadSending(settlement, event);
    }

    @Override
    public Step on(Event.UploadDropped event) {
      return dropped(settlement, event);
    }

    @Override
    public Step on(Event.UploadAnswered event) {
      return uploadAnswered(settlement, event);
    }

    @Override
    public Step on(Event.AcquirerMovedOn event) {
      return movedOn(settlement);
    }
  }

  private static Step totalsSending(Settlement settlement, Event.TotalsSending event) {
    require(settlement, Stage.WAITING, "totals are sent for the first time");
    Totals totals = event.totals().all();
    return step(
        settlement
            .with(new Request(event.stan(), event.totals(), 1, event.at()))
            .with(new Caveats(event.leftOpen(), 0)),
        "Totals of batch "
            + settlement.batchNumber()
            + ": "
            + totals.debitCount()
            + " debits of "
            + totals.debitAmount()
            + ", "
            + totals.creditCount()
            + " credits of "
            + totals.creditAmount()
            + foreign(event.totals().foreign())
            + ", request "
            + event.stan()
            + "."
            + (event.leftOpen() > 0
                ? " Reversals and notices that are still open: " + event.leftOpen() + "."
                : ""));
  }

  private static String foreign(Totals totals) {
    return totals.equals(Totals.NONE)
        ? ""
        : ", of foreign cards "
            + totals.debitCount()
            + " of "
            + totals.debitAmount()
            + " and "
            + totals.creditCount()
            + " of "
            + totals.creditAmount();
  }

  private static Step totalsRepeating(Settlement settlement) {
    require(settlement, Stage.TOTALS, "totals are sent again");
    Request request = settlement.request().get();
    Request again =
        new Request(request.stan(), request.told(), request.sends() + 1, request.sentAt());
    return step(
        settlement.with(again),
        "Send " + again.sends() + " of the totals, request " + request.stan() + ".");
  }

  private static Step totalsAnswered(Settlement settlement, Event.TotalsAnswered event) {
    require(settlement, Stage.TOTALS, "totals are answered");
    boolean judged = !event.verdict().isUnclear();
    // A code that refuses says that the totals were not compared, whatever digit stands beside it.
    // One that means "not now" may come with the word that they are unequal, as 95 does in 1987.
    boolean unequal = event.verdict().isUnequal();
    boolean taken = event.reply().isTaken() || (event.reply() == Reply.LATER && unequal);
    if (!taken) {
      return notTaken(settlement, event.reply(), event.code());
    }
    Settlement now = settlement.with(event.verdict());
    String said =
        event.verdict().isBalanced()
            ? "The acquirer has the same totals."
            : judged
                ? "The acquirer has other totals."
                : "The acquirer says nothing of the totals that can be relied on.";
    if (event.upload()) {
      return step(now, said, Todo.PLAN_UPLOAD);
    }
    if (!judged) {
      return ended(now, Result.REFUSED, said);
    }
    return ended(now, event.verdict().isBalanced() ? Result.BALANCED : Result.UNBALANCED, said);
  }

  private static Step givenUp(Settlement settlement, Event.GivenUp event) {
    if (!settlement.stage().holdsPayments()) {
      throw new IllegalStateException("Only what keeps payments waiting is given up");
    }
    Settlement now =
        event.code().isEmpty()
            ? settlement
            : settlement.notTaken(event.code(), settlement.signIns());
    return ended(now, Result.REFUSED, "The acquirer has taken nothing for too long.");
  }

  /**
   * Ends a settlement after all that was given up when its end was sent and not answered: the
   * acquirer has begun the next batch, and nothing was added to this one.
   */
  public static Step endedAfterAll(Settlement settlement) {
    return ended(
        settlement, uploaded(settlement), "The acquirer began the next batch after the end.");
  }

  /** Whether the acquirer may have done what the end asks for, unanswered. */
  public static boolean mayHaveEnded(Settlement settlement) {
    return settlement.progress().endSends() > settlement.signIns();
  }

  private static Step planned(Settlement settlement, Event.UploadPlanned event) {
    require(settlement, Stage.UPLOADING, "an upload is planned");
    return step(
        settlement.with(new Progress(event.messages(), 0, 0, 0, 0), 0),
        "The upload has " + event.messages() + " messages.");
  }

  private static Step uploadSending(Settlement settlement, Event.UploadSending event) {
    require(settlement, Stage.UPLOADING, "an upload is sent");
    Progress was = settlement.progress();
    int endSends = was.endSends() + (event.part() == Part.END ? 1 : 0);
    Progress now =
        new Progress(was.messages(), was.done(), was.refused(), was.payments(), endSends);
    return step(
        settlement.with(now, settlement.signIns()),
        "Upload " + (was.done() + 1) + " of " + was.messages() + ": " + event.part().label() + ".");
  }

  private static Step dropped(Settlement settlement, Event.UploadDropped event) {
    require(settlement, Stage.UPLOADING, "an upload is dropped");
    Progress was = settlement.progress();
    return step(
        settlement.with(done(settlement, 0, 0), settlement.signIns()),
        "Upload "
            + (was.done() + 1)
            + " of "
            + was.messages()
            + ": "
            + event.part().label()
            + ", nothing of it stands any more.");
  }

  private static Step uploadAnswered(Settlement settlement, Event.UploadAnswered event) {
    require(settlement, Stage.UPLOADING, "an upload is answered");
    boolean isEnd = event.part() == Part.END;
    if (event.reply().isTaken()) {
      Settlement now = settlement.with(done(settlement, event.payments(), 0), 0);
      return isEnd
          ? ended(now, uploaded(now), "The acquirer took the end of the batch.")
          : step(now, "The acquirer took it.");
    }
    if (isEnd || waits(settlement, event.reply())) {
      return notTaken(settlement, event.reply(), event.code());
    }
    return step(
        settlement.with(done(settlement, 0, 1), 0).notTaken(event.code(), 0),
        "The acquirer refused it with " + event.code() + "; the upload goes on.");
  }

  private static Progress done(Settlement settlement, int payments, int refused) {
    Progress was = settlement.progress();
    return new Progress(
        was.messages(),
        was.done() + 1,
        was.refused() + refused,
        was.payments() + payments,
        was.endSends());
  }

  private static Result uploaded(Settlement settlement) {
    if (settlement.progress().refused() > 0) {
      return Result.INCOMPLETE;
    }
    return settlement.verdict().get().isBalanced() ? Result.BALANCED : Result.UPLOADED;
  }

  /** Whether the same message may still be taken. */
  private static boolean waits(Settlement settlement, Reply reply) {
    return reply == Reply.LATER || (reply == Reply.SIGN_IN && settlement.signIns() < SIGN_INS_MOST);
  }

  private static Step notTaken(Settlement settlement, Reply reply, String code) {
    if (!waits(settlement, reply)) {
      return ended(
          settlement.notTaken(code, settlement.signIns()),
          Result.REFUSED,
          "The acquirer refused it with " + code + ".");
    }
    boolean signIn = reply == Reply.SIGN_IN;
    Settlement now = settlement.notTaken(code, settlement.signIns() + (signIn ? 1 : 0));
    String said = "The acquirer answered " + code + ": the same message will be sent again";
    return signIn
        ? step(now, said + " after a sign-in.", Todo.SIGN_IN, Todo.AGAIN_LATER)
        : step(now, said + ".", Todo.AGAIN_LATER);
  }

  private static Step movedOn(Settlement settlement) {
    if (settlement.stage() == Stage.ENDED) {
      throw new IllegalStateException("A settlement that has ended cannot end again");
    }
    if (mayHaveEnded(settlement)) {
      // The end was sent more often than it was refused for want of a sign-in. We take it that the
      // acquirer did what one of these sends asks for, and that its answer was lost. Had each send
      // been refused, the acquirer would have begun the next batch by itself.
      return ended(
          settlement, uploaded(settlement), "The acquirer began the next batch after the end.");
    }
    return step(
        settlement.with(Result.CLOSED_BY_ACQUIRER),
        "The acquirer closed batch " + settlement.batchNumber() + " before it was settled.");
  }

  /**
   * Notes at the end of a settlement that payments in its totals were reversed since. The acquirer
   * may have them in its totals or not.
   *
   * @param ended what ended it
   * @param payments how many
   */
  public static Step undone(Step ended, int payments) {
    Settlement settlement = ended.settlement();
    return new Step(
        settlement.with(new Caveats(settlement.caveats().leftOpen(), payments)),
        "Payments in the totals of batch "
            + settlement.batchNumber()
            + " that were reversed since: "
            + payments
            + ".",
        ended.todo());
  }

  /**
   * A person has looked at what acquirer and terminal do not agree on.
   *
   * @throws IllegalStateException if there is nothing to look at
   */
  public static Step acknowledged(Settlement settlement, Acknowledgement word) {
    if (!settlement.isDisputed()) {
      throw new IllegalStateException("There is nothing about this settlement to acknowledge");
    }
    return step(
        settlement.with(word),
        "Settlement of batch "
            + settlement.batchNumber()
            + " acknowledged by "
            + word.by()
            + ": "
            + word.evidence());
  }

  private static Step ended(Settlement settlement, Result result, String said) {
    Settlement now = settlement.with(result);
    String note = said + " Settlement of batch " + now.batchNumber() + ": " + result.label() + ".";
    return result.isSettled() ? step(now, note, Todo.CLOSE_BATCH) : step(now, note);
  }

  private static void require(Settlement settlement, Stage stage, String what) {
    if (settlement.stage() != stage) {
      throw new IllegalStateException(
          "A settlement is "
              + settlement.stage().label()
              + " and not "
              + stage.label()
              + ": "
              + what);
    }
  }

  private static Step step(Settlement settlement, String note, Todo... todo) {
    EnumSet<Todo> all = EnumSet.noneOf(Todo.class);
    for (Todo each : todo) {
      all.add(each);
    }
    return new Step(settlement, note, all);
  }
}
