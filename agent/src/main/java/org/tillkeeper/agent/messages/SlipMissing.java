package org.tillkeeper.agent.messages;

import org.tillkeeper.iso8583.InvalidField;

/**
 * A refund without original that lacks what this acquirer wants with it: the reference number of
 * the customer's slip.
 */
public final class SlipMissing extends CannotBeSaid {
  SlipMissing(InvalidField cause) {
    super("A refund without original lacks the reference number of the slip.", cause);
  }
}
