/**
 * The card reader: who asks for a card, which application presents it, and what becomes of the
 * asking. Nothing of it is kept: a payment begins when the card is there.
 */
package org.tillkeeper.agent.reader;
