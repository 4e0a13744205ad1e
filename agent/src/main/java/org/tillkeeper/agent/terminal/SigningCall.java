package org.tillkeeper.agent.terminal;

import java.util.Arrays;
import java.util.Optional;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.management.Signatures;
import org.tillkeeper.agent.messages.SignatureMessages;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.session.Conversation;
import org.tillkeeper.agent.signature.BadDrawing;
import org.tillkeeper.agent.signature.Drawing;
import org.tillkeeper.agent.signature.SignaturePicture;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Message;
import org.tillkeeper.iso8583.jbig.Bitmap;
import org.tillkeeper.iso8583.jbig.Jbig;

/** Takes a cardholder's signature of a payment, or refuses it and says what to do. */
final class SigningCall {
  /** Many more than any picture has that is taken. */
  private static final int PIXELS_MOST = 100_000;

  private final Ledger ledger;
  private final SigningRules rules;
  private final Signatures signatures;
  private final SignatureMessages messages;
  private final Dialect dialect;
  private final Conversation conversation;

  SigningCall(
      Ledger ledger,
      SigningRules rules,
      Signatures signatures,
      SignatureMessages messages,
      Dialect dialect,
      Conversation conversation) {
    this.ledger = ledger;
    this.rules = rules;
    this.signatures = signatures;
    this.messages = messages;
    this.dialect = dialect;
    this.conversation = conversation;
  }

  /** The payment with its signature. The same drawing again changes nothing. */
  Payment sign(String id, Drawing drawing) {
    Payment payment =
        ledger.payment(id).orElseThrow(() -> new Refused(Refusal.of(Ground.NO_SUCH_PAYMENT)));
    byte[] content = drawing.content();
    try {
      return signatures.isKnown(payment, content) ? payment : keep(payment, drawing, content);
    } finally {
      Arrays.fill(content, (byte) 0);
      drawing.wipe();
    }
  }

  /** What was drawn for a payment, as long as its message is kept. */
  Optional<Bitmap> drawn(String id) {
    return signatures.picture(id).map(jbig -> Jbig.decode(jbig, PIXELS_MOST));
  }

  private Payment keep(Payment payment, Drawing drawing, byte[] content) {
    Refused.where(rules.refusesAny(payment));
    if (signatures.isFixed(payment)) {
      throw new Refused(Refusal.of(Ground.SIGNED_BEFORE, payment));
    }
    if (signatures.isFull()) {
      throw new Refused(Refusal.of(Ground.SIGNATURES_FULL).with(Signatures.MOST));
    }
    Attempt attempt = Signatures.confirmed(payment).get();
    Message message =
        messages
            .of(payment, attempt, picture(payment, drawing))
            .orElseThrow(() -> new Refused(Refusal.of(Ground.SIGNATURE_NOT_SAYABLE, payment)));
    Payment signed = signatures.keep(payment, message, content);
    conversation.proceed();
    return signed;
  }

  private byte[] picture(Payment payment, Drawing drawing) {
    Optional<String> code =
        dialect.drawsTransactionCode() ? payment.transactionCode() : Optional.empty();
    try {
      return SignaturePicture.of(drawing, code, dialect.signatureBytes());
    } catch (BadDrawing e) {
      throw new Refused(Refusal.of(Ground.DRAWING_REFUSED).with(e.getMessage()));
    }
  }
}
