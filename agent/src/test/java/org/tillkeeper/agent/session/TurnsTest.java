package org.tillkeeper.agent.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.agent.payment.Answer;
import org.tillkeeper.agent.payment.AttemptKey;
import org.tillkeeper.agent.payment.Entry;
import org.tillkeeper.agent.payment.Event;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.PaymentFixture;
import org.tillkeeper.iso8583.Message;

/**
 * The order of messages as a table. Left is how the line stands and what waits; a word with a
 * number has its turn after so many seconds, e.g. {@code reversal+5}. Right is what goes next and
 * why. A line that is not said to be otherwise is online and free, with keys and nothing on its
 * way.
 */
class TurnsTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        // Whether anything can be sent at all
        "                                      | rest: nothing-waits",
        "stalled sale                          | rest: ledger-stalled",
        "full sale                             | rest: line-busy",
        "own-under-way reversal sale           | rest: own-message-under-way",
        "giving-way reversal sale              | rest: own-message-under-way",
        // A line is proven first
        "offline sale                          | echo: not-proven",
        "offline no-keys sale                  | sign-in: not-proven",
        "offline sign-in                       | sign-in: not-proven",
        "offline signed-off                    | echo: not-proven",
        "offline no-echo sale                  | sign-in: not-proven",
        "offline no-echo signed-off            | taken: not-proven",
        "offline under-way sale                | rest: others-under-way",
        // A sign-in goes before everything
        "sign-in script reversal sale          | sign-in: sign-in-due",
        "sign-in+3 reversal sale               | wait 3: sign-in-due",
        "sign-in under-way sale                | rest: others-under-way",
        "signed-off                            | rest: nothing-waits",
        "signed-off sale                       | sign-in: signed-off",
        "signed-off reversal+5                 | wait 5: reversal",
        // The order of what waits
        "script reversal unknown sale notice settlement other | own: script-result",
        "reversal unknown sale notice settlement other        | reverse: reversal",
        "unknown sale notice settlement other                 | resolve: outcome-unknown",
        "sale notice settlement other                         | sale: sale",
        "code notice settlement other                         | ask: shown-code",
        "notice settlement other                              | resolve: notice",
        "early settlement other                               | reverse: reversed-early",
        "settlement other                                     | own: settlement",
        "other                                                | own: other",
        // What has its turn later lets the others go, and wakes the line
        "reversal+5 sale                       | sale: sale",
        "reversal+5 sale+2 notice+9            | wait 2: sale",
        "sale+2 unknown+2                      | wait 2: outcome-unknown",
        // A code that is shown is asked about when no payment is to be sent
        "reversal code                         | reverse: reversal",
        "sale code                             | sale: sale",
        "code+3                                | wait 3: shown-code",
        "code+3 notice                         | resolve: notice",
        "unanswered code                       | ask: shown-code",
        "signed-off code                       | sign-in: signed-off",
        "own-under-way code                    | rest: own-message-under-way",
        "full code                             | rest: line-busy",
        "script+4                              | wait 4: script-result",
        // A reversal that was never answered keeps sales waiting, and nothing else
        "unanswered reversal+5 sale            | wait 5: reversal",
        "unanswered reversal+5 sale notice     | resolve: notice",
        "unanswered sale                       | rest: nothing-waits",
        // Messages of the terminal's own go alone
        "under-way script reversal sale        | rest: others-under-way",
        "under-way reversal                    | reverse: reversal",
        "under-way settlement                  | rest: others-under-way",
        "under-way sale+2 other                | wait 2: sale",
        // Settlement: it begins once, waits for what went unanswered, and keeps payments waiting
        "waiting other                         | begin: settlement",
        "waiting sale                          | sale: sale",
        "waiting begun settlement other        | own: settlement",
        "waiting begun unanswered settlement   | rest: nothing-waits",
        "waiting begun notices settlement other | own: other",
        "waiting begun outcome-unknown settlement | rest: nothing-waits",
        "waiting begun code-open code+3 settlement | wait 3: shown-code",
        "waiting begun code-open settlement    | rest: nothing-waits",
        "holds code settlement                 | ask: shown-code",
        "waiting begun script+4 settlement     | wait 4: script-result",
        "waiting begun early+4 settlement other | own: other",
        "waiting begun open waits+60 settlement    | wait 60: settlement",
        "waiting begun open settlement             | own: settlement",
        "waiting begun open reversal+5 waits+60 settlement | wait 5: reversal",
        "waiting begun passed waits+60 settlement other | own: other",
        "waiting begun passed settlement           | own: settlement",
        "waiting begun waits+60 settlement         | own: settlement",
        "waiting begun void-recorded sale+5 settlement | wait 5: sale",
        "holds sale notice settlement          | own: settlement",
        "holds sale settlement+7               | wait 7: settlement",
        "holds reversal settlement             | reverse: reversal",
      })
  void what_goes_next(String waits, String turn) {
    assertEquals(turn, described(turns(waits).next(0)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "                            | now",
        "notice settlement other     | now",
        "reversal+5                  | now",
        "code                        | now",
        "early                       | now",
        "under-way                   | now",
        "offline                     | not-proven",
        "full                        | line-busy",
        "own-under-way               | own-message-under-way",
        "stalled                     | ledger-stalled",
        "no-keys                     | sign-in-due",
        "sign-in                     | sign-in-due",
        "sign-in+3                   | sign-in-due",
        "signed-off                  | signed-off",
        "script                      | script-result",
        "script under-way            | others-under-way",
        "reversal                    | reversal",
        "unanswered reversal+5       | reversal-unanswered",
        "unknown                     | outcome-unknown",
        "holds                       | settlement",
        "recorded                    | earlier-sale",
      })
  void what_holds_up_a_sale_that_is_started_now(String waits, String reason) {
    Optional<Turn.Reason> holdsUp = turns(waits).holdsUpNewSale(0);
    assertEquals(reason, holdsUp.map(Turn.Reason::label).orElse("now"));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "echo-under-way                  | true",
        "echo-under-way offline moving   | true",
        "echo-under-way offline          | false",
        "echo-under-way reversal         | false",
        "echo-under-way recorded         | true",
        "full                            | true",
        "full recorded                   | true",
        "full reversal                   | false",
        "full holds                      | false",
        "full offline                    | false",
        "full own-under-way              | false",
        "own-under-way                   | false",
        "                                | false",
      })
  void whether_only_what_is_under_way_holds_it_up(String waits, boolean only) {
    assertEquals(only, turns(waits).onlyWhatIsUnderWayHoldsUpNewSale(0));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "                  | false",
        "sale recorded     | false",
        "sign-in           | false",
        "reversal+5        | false",
        "unanswered        | true",
        "outcome-unknown   | true",
        "code-open         | true",
        "notices           | true",
        "void-recorded     | true",
        "script            | true",
        "script+4          | true",
      })
  void whether_anything_goes_before_a_settlement(String waits, boolean open) {
    assertEquals(open, turns(waits).hasOpenBeforeSettlement(0));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "full sale                | true",
        "full reversal            | true",
        "full sign-in             | true",
        "full                     | false",
        "full notice settlement   | false",
        "full code                | false",
        "sale                     | false",
        "full sale offline        | false",
        "full sale holds          | false",
      })
  void whether_a_payment_waits_for_a_question_about_a_code(String waits, boolean kept) {
    assertEquals(kept, turns(waits).areKeptWaitingBy(Turns.Place.SHOWN_CODE, 0));
  }

  private static Turns turns(String waits) {
    return new Turns(new Told(waits == null ? "" : waits));
  }

  private static String described(Turn turn) {
    String what;
    if (turn instanceof Turn.SignIn) {
      what = "sign-in";
    } else if (turn instanceof Turn.Echo) {
      what = "echo";
    } else if (turn instanceof Turn.Reverse) {
      what = "reverse";
    } else if (turn instanceof Turn.Resolve) {
      what = "resolve";
    } else if (turn instanceof Turn.Sale) {
      what = "sale";
    } else if (turn instanceof Turn.AskOfCode) {
      what = "ask";
    } else if (turn instanceof Turn.Own) {
      what = "own";
    } else if (turn instanceof Turn.BeginSettlement) {
      what = "begin";
    } else if (turn instanceof Turn.Wait wait) {
      what = "wait " + wait.pause().toSeconds();
    } else if (turn instanceof Turn.TakeForProven) {
      what = "taken";
    } else {
      what = "rest";
    }
    return what + ": " + turn.reason().label();
  }

  /** What waits, in words of the tables. */
  private static final class Told implements Waiting, SettlementMessages {
    private static final Set<String> KNOWN =
        new HashSet<>(
            Arrays.asList(
                ("stalled full own-under-way echo-under-way giving-way under-way offline moving no-keys"
                        + " no-echo signed-off sign-in script reversal unanswered unknown outcome-unknown"
                        + " sale recorded void-recorded code code-open notice notices passed open waits early settlement waiting begun holds other")
                    .split(" ")));

    private final Set<String> words;

    Told(String waits) {
      words = new HashSet<>(Arrays.asList(waits.trim().split(" +")));
      for (String word : words) {
        if (!word.isEmpty() && !KNOWN.contains(word.split("\\+")[0])) {
          throw new IllegalArgumentException("no word of the tables: " + word);
        }
      }
    }

    private boolean has(String word) {
      return words.contains(word);
    }

    private <T> Due<T> due(String word, T what) {
      for (String each : words) {
        if (each.startsWith(word + "+")) {
          return Due.after(Duration.ofSeconds(Long.parseLong(each.substring(word.length() + 1))));
        }
      }
      return has(word) ? Due.now(what) : Due.nothing();
    }

    @Override
    public boolean isStalled() {
      return has("stalled");
    }

    @Override
    public boolean isFree() {
      return !has("full");
    }

    @Override
    public boolean isOnline() {
      return !has("offline");
    }

    @Override
    public boolean isOnlineOrMoving() {
      return !has("offline") || has("moving");
    }

    @Override
    public boolean isOwnUnderWay() {
      return has("own-under-way") || has("echo-under-way") || has("giving-way");
    }

    @Override
    public boolean isOwnGivingWay() {
      return has("giving-way");
    }

    @Override
    public boolean isEchoUnderWay() {
      return has("echo-under-way");
    }

    @Override
    public boolean isNothingUnderWay() {
      return !has("under-way") && !isOwnUnderWay();
    }

    @Override
    public boolean provesByEcho() {
      return !has("no-echo");
    }

    @Override
    public boolean hasKeys() {
      return !has("no-keys");
    }

    @Override
    public boolean isSignedOff() {
      return has("signed-off");
    }

    @Override
    public Due<Boolean> signIn(long nowNanos) {
      return due("sign-in", true);
    }

    @Override
    public Due<OwnMessage> scriptResult(long nowNanos) {
      return due("script", MESSAGE);
    }

    @Override
    public Due<AttemptKey> reversal(long nowNanos) {
      return due("reversal", new AttemptKey("p", 1));
    }

    @Override
    public Due<AttemptKey> reversedEarly(long nowNanos) {
      return due("early", new AttemptKey("p", 1));
    }

    @Override
    public Due<Payment> shownCode(long nowNanos) {
      return due("code", PAYMENT);
    }

    @Override
    public boolean isCodeOpen() {
      return has("code-open");
    }

    @Override
    public boolean isReversalUnanswered() {
      return has("unanswered");
    }

    @Override
    public boolean isReversalOpen() {
      return has("open");
    }

    @Override
    public boolean hasNoticesInOrder(long nowNanos) {
      return has("notices");
    }

    @Override
    public void lineIs(boolean online, long nowNanos) {
      throw new AssertionError("the order of messages changes nothing");
    }

    @Override
    public Duration waitLeft(long nowNanos) {
      return due("waits", true).pause().orElse(Duration.ZERO);
    }

    @Override
    public Due<RepeatQueue.Task> unknownOutcome(long nowNanos) {
      return due("unknown", new RepeatQueue.Task(RepeatQueue.What.REPEAT, PAYMENT));
    }

    @Override
    public boolean isOutcomeUnknown(long nowNanos) {
      return has("outcome-unknown");
    }

    @Override
    public Due<Payment> sale(long nowNanos) {
      return due("sale", PAYMENT);
    }

    @Override
    public boolean isSaleRecorded() {
      return has("recorded");
    }

    @Override
    public boolean isChangeOfBatchRecorded() {
      return has("void-recorded");
    }

    @Override
    public Due<RepeatQueue.Task> notice(long nowNanos) {
      return due("notice", new RepeatQueue.Task(RepeatQueue.What.DELIVER, PAYMENT));
    }

    @Override
    public boolean hasNotices() {
      return has("notices") || has("passed");
    }

    @Override
    public SettlementMessages settlement() {
      return this;
    }

    @Override
    public Due<OwnMessage> other(long nowNanos) {
      return due("other", MESSAGE);
    }

    @Override
    public boolean holdsPayments() {
      return has("holds");
    }

    @Override
    public boolean isWaiting() {
      return has("waiting");
    }

    @Override
    public boolean hasBegun() {
      return has("begun");
    }

    @Override
    public void begin(long nowNanos) {
      throw new AssertionError("the order of messages changes nothing");
    }

    @Override
    public Due<OwnMessage> next(long nowNanos) {
      return due("settlement", MESSAGE);
    }
  }

  private static final Payment PAYMENT = PaymentFixture.recorded(Entry.SWIPE);

  private static final OwnMessage MESSAGE =
      new OwnMessage() {
        @Override
        public Message prepare() {
          throw new AssertionError("the order of messages sends nothing");
        }

        @Override
        public Consumer<Session> answered(Message message, Answer answer) {
          throw new AssertionError("the order of messages sends nothing");
        }

        @Override
        public void unanswered(Event.Silence why) {
          throw new AssertionError("the order of messages sends nothing");
        }
      };
}
