package org.tillkeeper.agent.nexo;

import org.tillkeeper.agent.words.Bilingual;
import org.tillkeeper.agent.words.NexoText;

/** No card and no code was presented that could be used. Nothing was recorded. */
@SuppressWarnings("serial") // thrown and answered within one process
public final class NotPresented extends Exception {
  private final Why why;

  /** Why not. */
  public enum Why {
    NO_READER(Condition.UNAVAILABLE_DEVICE, NexoText.NO_READER),
    /** It is asked for another payment's. */
    READER_BUSY(Condition.BUSY, NexoText.READER_BUSY),
    /** Nothing was presented in time. */
    TOO_LATE(Condition.CANCEL, NexoText.TOO_LATE),
    /** The customer gave it up at the reader. */
    CANCELLED(Condition.CANCEL, NexoText.CANCELLED),
    /** The card was taken away too early. */
    REMOVED(Condition.CANCEL, NexoText.REMOVED),
    UNREADABLE(Condition.INVALID_CARD, NexoText.UNREADABLE);

    private final Condition condition;
    private final Bilingual text;

    Why(Condition condition, Bilingual text) {
      this.condition = condition;
      this.text = text;
    }

    Condition condition() {
      return condition;
    }

    Bilingual text() {
      return text;
    }
  }

  public NotPresented(Why why) {
    super(why.name(), null, false, false);
    this.why = why;
  }

  /** Why not. */
  public Why why() {
    return why;
  }
}
