package org.tillkeeper.agent.story;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tillkeeper.agent.payment.Approval;
import org.tillkeeper.agent.payment.Attempt;
import org.tillkeeper.agent.payment.CardResult;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.Resolution;
import org.tillkeeper.agent.payment.Reversal;
import org.tillkeeper.agent.settlement.Settlement;
import org.tillkeeper.agent.story.Proof.Fact;

/** What shows where a payment's money is: its requests, their answers, its batch; its signature. */
final class Proofs {
  private final List<Proof> all = new ArrayList<>();

  private Proofs() {}

  static List<Proof> of(
      Payment payment, Optional<BatchFacts> batch, Optional<SigningFacts> signing) {
    Proofs proofs = new Proofs();
    if (payment.terms().acceptedOffline()) {
      proofs.add(Proof.of(Fact.ACCEPTED_OFFLINE).at(payment.createdAt()));
    }
    for (Attempt attempt : payment.attempts()) {
      proofs.add(payment, attempt);
    }
    proofs.addPeople(payment);
    batch.ifPresent(it -> proofs.add(payment, it));
    signing.ifPresent(it -> proofs.add(signed(payment, it)));
    return proofs.all;
  }

  private void add(Proof proof) {
    all.add(proof);
  }

  private void add(Payment payment, Attempt attempt) {
    Attempt.Request request = attempt.request();
    if (attempt.sends() == 0) {
      add(Proof.of(Fact.NEVER_LEFT, request.stan()).at(request.sentAt()));
      return;
    }
    add(
        Proof.of(
                Fact.SENT,
                request.stan(),
                request.batch(),
                request.route(),
                Integer.toString(attempt.sends()))
            .at(request.sentAt()));
    boolean last = attempt.number() == payment.attempts().size();
    if (attempt.outcome() == Attempt.Outcome.DECLINED || attempt.heard() == Attempt.Heard.REFUSAL) {
      add(Proof.of(Fact.REFUSED, last ? payment.decision().responseCode().orElse("") : ""));
    } else {
      addWhatWasHeard(payment, attempt);
    }
    for (Approval approval : attempt.approvals().all()) {
      add(
          Proof.of(
                  Fact.APPROVED,
                  approval.rrn().orElse(""),
                  approval.authCode().orElse(""),
                  approval.date().orElse(""))
              .of(approval.amount()));
    }
    if (attempt.outcome() == Attempt.Outcome.CLOSED) {
      add(Proof.of(Fact.CODE_CLOSED));
    }
    attempt.reversal().ifPresent(this::add);
    attempt.givenBackBy().ifPresent(id -> add(Proof.of(Fact.GIVEN_BACK, id)));
  }

  private void addWhatWasHeard(Payment payment, Attempt attempt) {
    switch (attempt.heard()) {
      case NOTHING -> {
        if (attempt.outcome() != Attempt.Outcome.CONFIRMED) {
          add(Proof.of(Fact.UNANSWERED));
        }
      }
      case SIGN_IN -> add(Proof.of(Fact.SIGN_IN_WANTED));
      case ANSWER, FOUND ->
          add(Proof.of(payment.isByShownCode() ? Fact.CODE_SHOWN : Fact.UNDECIDED));
      case DELIVERED -> add(Proof.of(Fact.DELIVERED));
      case REFUSAL, APPROVAL -> {
        // They are told by their code, and by each approval.
      }
    }
  }

  private void add(Reversal reversal) {
    String sends = Integer.toString(reversal.sends());
    add(
        switch (reversal.stage()) {
          case OPEN -> Proof.of(Fact.REVERSAL_OPEN, sends, reversal.responseCode());
          case PARKED -> Proof.of(Fact.REVERSAL_REFUSED, reversal.responseCode());
          case REVERSED, REVERSED_EARLY -> Proof.of(Fact.REVERSED);
          case NO_ORIGINAL -> Proof.of(Fact.NO_ORIGINAL);
          case ENDED_WITHOUT_PROOF -> Proof.of(Fact.REVERSED_WITHOUT_PROOF);
        });
  }

  private void addPeople(Payment payment) {
    if (payment.cancelRequested()) {
      add(Proof.of(Fact.CANCELLED_BY_CASHIER));
    }
    if (payment.cardResult() == CardResult.REFUSED) {
      add(Proof.of(Fact.REFUSED_BY_CHIP));
    }
    payment.links().voidedBy().ifPresent(id -> add(Proof.of(Fact.TAKEN_BACK, id)));
    payment.links().completedBy().ifPresent(id -> add(Proof.of(Fact.COMPLETED, id)));
    if (payment.links().refunded() > 0) {
      add(Proof.of(Fact.REFUNDED).of(payment.links().refunded()));
    }
    if (payment.resolution().isPresent()) {
      Resolution word = payment.resolution().get();
      add(Proof.of(Fact.PERSONS_WORD, word.outcome().label(), word.by(), word.evidence()));
    }
  }

  private static Proof signed(Payment payment, SigningFacts signing) {
    String code = payment.transactionCode().orElse("");
    Proof proof =
        switch (payment.signature()) {
          case NONE -> Proof.of(Fact.NOT_SIGNED);
          case KEPT -> Proof.of(Fact.SIGNATURE_WAITS, code, Integer.toString(signing.sends()));
          case DELIVERED -> Proof.of(Fact.SIGNATURE_DELIVERED, code);
          case REFUSED -> Proof.of(Fact.SIGNATURE_REFUSED, code, signing.answer().orElse(""));
          case GIVEN_UP -> Proof.of(Fact.SIGNATURE_GIVEN_UP, code);
        };
    return signing.at().isPresent() ? proof.at(signing.at().get()) : proof;
  }

  private void add(Payment payment, BatchFacts batch) {
    String number = batch.number();
    switch (batch.end()) {
      case NONE -> {
        if (batch.counted(payment)) {
          add(Proof.of(Fact.BATCH_OPEN, number));
        }
      }
      case SETTLED -> batch.ended().ifPresent(it -> add(payment, batch, it));
      case CLOSED_BY_ACQUIRER -> add(Proof.of(Fact.CLOSED_BY_ACQUIRER, number));
      case CLOSED_BY_CHANGE -> add(Proof.of(Fact.CLOSED_BY_CHANGE, number));
    }
  }

  private void add(Payment payment, BatchFacts batch, Settlement settlement) {
    boolean equal = settlement.verdict().filter(Settlement.Verdict::isBalanced).isPresent();
    Fact fact = equal ? Fact.SETTLED_EQUAL : Fact.SETTLED_UNEQUAL;
    add(Proof.of(fact, batch.number()).at(settlement.updatedAt()));
    if (batch.hasOneMore(payment)) {
      add(Proof.of(Fact.ONE_MORE, batch.number()).of(payment.amount()));
      int candidates = batch.mayBeTheOneMore(payment);
      if (candidates > 1) {
        add(Proof.of(Fact.OTHERS_MAY_BE_MEANT, batch.number(), Integer.toString(candidates)));
      }
    }
    if (batch.hasOneLess(payment)) {
      add(Proof.of(Fact.ONE_LESS, batch.number()).of(payment.amount()));
    }
    settlement
        .acknowledged()
        .ifPresent(
            word ->
                add(
                    Proof.of(Fact.DIFFERENCE_ACKNOWLEDGED, word.by(), word.evidence())
                        .at(word.at())));
  }
}
