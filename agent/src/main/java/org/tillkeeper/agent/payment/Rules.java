package org.tillkeeper.agent.payment;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tillkeeper.iso8583.AnswerRule;
import org.tillkeeper.iso8583.Kind;
import org.tillkeeper.iso8583.RecoveryPolicy;

/**
 * What the acquirer's dialect and its profile say, as far as the core decides by it.
 *
 * @param recovery what follows a lost answer, by kind of request; {@link RecoveryPolicy#NONE} for a
 *     kind that is not in it
 * @param recoveryByCode what follows a lost answer to a sale by a customer's code, where that is
 *     not what follows it in other sales
 * @param reversible kinds that a reversal can undo
 * @param macOptionalOnRefusals whether refusals may come without a MAC
 * @param macOptionalOnReversals whether answers to reversals may come without a MAC
 * @param reversesApprovedPart whether the reversal of an approval of a part names the part, and not
 *     what was asked for
 * @param partialApproval whether an approval of a part is taken; otherwise it is reversed; see
 *     {@link #takesPart}
 * @param answers what an answer must repeat of its request
 */
public record Rules(
    Map<Kind, RecoveryPolicy> recovery,
    Optional<RecoveryPolicy> recoveryByCode,
    Set<Kind> reversible,
    boolean macOptionalOnRefusals,
    boolean macOptionalOnReversals,
    boolean reversesApprovedPart,
    boolean partialApproval,
    AnswerRule answers) {

  /** Makes both read-only. */
  public Rules {
    EnumMap<Kind, RecoveryPolicy> policies = new EnumMap<>(Kind.class);
    policies.putAll(recovery);
    recovery = Collections.unmodifiableMap(policies);
    EnumSet<Kind> kinds = EnumSet.noneOf(Kind.class);
    kinds.addAll(reversible);
    reversible = Collections.unmodifiableSet(kinds);
  }

  /** What follows a lost answer to this payment's request. */
  public RecoveryPolicy recovery(Payment payment) {
    Kind kind = payment.terms().kind();
    boolean byCode = kind == Kind.SALE && payment.instrument().entry() == Entry.QR;
    return byCode && recoveryByCode.isPresent()
        ? recoveryByCode.get()
        : recovery.getOrDefault(kind, RecoveryPolicy.NONE);
  }

  boolean isReversible(Payment payment) {
    return reversible.contains(payment.terms().kind());
  }

  /**
   * Whether an approval of a part of this payment's amount is taken. Only sales and
   * pre-authorisations may be approved in part. A part of a refund or completion would leave open
   * what the rest is.
   */
  boolean takesPart(Payment payment) {
    Kind kind = payment.terms().kind();
    return partialApproval && (kind == Kind.SALE || kind == Kind.PRE_AUTH);
  }

  /**
   * Whether a payment is sent as a notice. It is repeated until it is answered, and nothing undoes
   * it.
   */
  public boolean isAdvice(Payment payment) {
    return isAdvice(payment.terms().kind());
  }

  /** Whether payments of a kind are sent as notices. */
  public boolean isAdvice(Kind kind) {
    return recovery.getOrDefault(kind, RecoveryPolicy.NONE) == RecoveryPolicy.REPEAT
        && !reversible.contains(kind);
  }
}
