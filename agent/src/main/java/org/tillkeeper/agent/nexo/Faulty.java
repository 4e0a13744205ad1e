package org.tillkeeper.agent.nexo;

/**
 * A message that cannot be used as it is. Its text is English, for a till's programmer, names the
 * member by its dotted path and repeats no value.
 */
@SuppressWarnings("serial") // thrown and answered within one process
final class Faulty extends Exception {
  private final Condition condition;

  private Faulty(Condition condition, String why) {
    super(why, null, false, false);
    this.condition = condition;
  }

  /** Its form is wrong. */
  static Faulty format(String why) {
    return new Faulty(Condition.MESSAGE_FORMAT, why);
  }

  /** Its form is right, and this terminal does not do what it asks for. */
  static Faulty unavailable(String why) {
    return new Faulty(Condition.UNAVAILABLE_SERVICE, why);
  }

  Condition condition() {
    return condition;
  }
}
