package org.tillkeeper.agent.till;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.tillkeeper.agent.diagnosis.Diagnosis;
import org.tillkeeper.agent.terminal.Terminal;

/**
 * The calls about the terminal itself: how it stands, what changes, what it downloaded, and what a
 * person orders of it. Safe for any thread.
 */
final class TerminalApi {
  private static final Pattern EVENT_ID = Pattern.compile("[0-9]{1,18}");

  private final Terminal terminal;
  private final Supplier<CompletableFuture<Diagnosis>> doctor;
  private final Replies replies;
  private final Access access;

  /**
   * @param doctor looks at everything; on threads of its own
   */
  TerminalApi(
      Terminal terminal,
      Supplier<CompletableFuture<Diagnosis>> doctor,
      Replies replies,
      Access access) {
    this.terminal = terminal;
    this.doctor = doctor;
    this.replies = replies;
    this.access = access;
  }

  void addTo(Router router) {
    router.path("/v1/status").get(this::status);
    router.path("/v1/diagnosis").get(this::diagnosis);
    router.path("/v1/events").stream(this::events);
    router.path("/v1/emv-parameters").get(this::emvParameters);
    router.path("/v1/sign-off").post(this::signOff).bySupervisor();
    router.path("/v1/ledger-loss/accept").post(this::acceptLedgerLoss).bySupervisor();
    router.path("/v1/no-original/accept").post(this::acceptNoOriginal).bySupervisor();
  }

  private CompletableFuture<Reply> status(Call call) {
    call.refuseParameters();
    return terminal.status().thenApply(replies::ok);
  }

  private CompletableFuture<Reply> diagnosis(Call call) {
    call.refuseParameters();
    return diagnosis(terminal, doctor, replies.json()).thenApply(Replies::ok);
  }

  /** The agent's own health checks, and what the doctor found. */
  static CompletableFuture<Map<String, Object>> diagnosis(
      Terminal terminal, Supplier<CompletableFuture<Diagnosis>> doctor, PaymentJson json) {
    return terminal
        .diagnosis()
        .thenCombine(
            doctor.get(),
            (findings, diagnosis) -> {
              // What was there before the doctor keeps its form and its meaning.
              Map<String, Object> all = json.diagnosis(findings);
              all.putAll(DiagnosisJson.of(diagnosis));
              return all;
            });
  }

  private CompletableFuture<Reply> emvParameters(Call call) {
    call.refuseParameters();
    return terminal.downloaded().thenApply(all -> Replies.ok(EmvParametersJson.of(all)));
  }

  private CompletableFuture<Reply> signOff(Call call) {
    call.refuseContent();
    return terminal.signOff().thenApply(replies::ok);
  }

  private CompletableFuture<Reply> acceptLedgerLoss(Call call) {
    Attestation said = attestation(call);
    return terminal.acceptLedgerLoss(said.by(), said.evidence()).thenApply(replies::ok);
  }

  private CompletableFuture<Reply> acceptNoOriginal(Call call) {
    Attestation said = attestation(call);
    return terminal.acceptNoOriginal(said.by(), said.evidence()).thenApply(replies::ok);
  }

  private static Attestation attestation(Call call) {
    call.refuseParameters();
    JsonObject body = JsonObject.parse(call.body());
    Attestation said = Attestation.of(body);
    body.refuseUnread();
    return said;
  }

  private CompletableFuture<Reply> events(Call call) {
    call.refuseParameters();
    Optional<Long> after = lastSeen(call.headers().getAll("Last-Event-ID"));
    return CompletableFuture.completedFuture(
        new Reply.Events(after, () -> !access.refusal(call.method(), call.headers()).isPresent()));
  }

  private static Optional<Long> lastSeen(List<String> ids) {
    if (ids.isEmpty()) {
      return Optional.empty();
    }
    if (ids.size() > 1 || !EVENT_ID.matcher(ids.get(0)).matches()) {
      throw Problem.invalid("Last-Event-ID", "must be the id of an event, digits alone.");
    }
    return Optional.of(Long.valueOf(ids.get(0)));
  }
}
