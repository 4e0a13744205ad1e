package org.tillkeeper.agent.settlement;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.tillkeeper.iso8583.SettlementMeaning;

/**
 * A settlement of a batch as the ledger keeps it. Immutable.
 *
 * @param id in the API and for ever
 * @param batch the batch it settles, as the ledger numbers them
 * @param batchNumber the acquirer's number of it, 6 digits
 * @param trigger why it was started
 * @param stage where it stands
 * @param request its totals as they are sent; empty while it waits
 * @param verdict what the acquirer said of them; empty before its answer
 * @param progress of the upload
 * @param signIns how often the acquirer asked for a sign-in instead of taking its last message
 * @param result how it ended; empty before
 * @param responseCode the acquirer's last response code that refused something; empty for none
 * @param caveats what its totals may lack, or have too much
 * @param acknowledged what a person said who has looked at it; empty before
 * @param createdAt by the wall clock
 * @param updatedAt by the wall clock
 */
public record Settlement(
    String id,
    long batch,
    String batchNumber,
    Trigger trigger,
    Stage stage,
    Optional<Request> request,
    Optional<Verdict> verdict,
    Progress progress,
    int signIns,
    Optional<Result> result,
    String responseCode,
    Caveats caveats,
    Optional<Acknowledgement> acknowledged,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * What identifies its first message. It is fixed before the first send, and is the same at every
   * later one.
   *
   * @param stan 6 digits
   * @param told totals as they were counted when it was first sent
   * @param sends how often it was handed to the network; durable before each send
   * @param sentAt when it was first sent, by the wall clock
   */
  public record Request(String stan, BatchTotals told, int sends, Instant sentAt) {
    /** Domestic and foreign cards together. */
    public Totals totals() {
      return told.all();
    }
  }

  /**
   * The acquirer's word on the totals.
   *
   * @param domestic on the totals of domestic cards, or on all totals if it does not tell them
   *     apart
   * @param foreign on the totals of foreign cards; as {@code domestic} if it says nothing of them
   * @param told the acquirer's own totals; empty if it does not tell them
   */
  public record Verdict(
      SettlementMeaning domestic, SettlementMeaning foreign, Optional<BatchTotals> told) {
    /** The acquirer's own, domestic and foreign cards together. */
    public Optional<Totals> totals() {
      return told.map(BatchTotals::all);
    }

    /** Whether the acquirer says that the totals are equal. Its own may show that they are not. */
    public boolean isBalanced() {
      return domestic == SettlementMeaning.BALANCED && foreign == SettlementMeaning.BALANCED;
    }

    /** Whether the acquirer names totals of its own, and they are not these. */
    private boolean namesOtherThan(BatchTotals ours) {
      return totals().filter(theirs -> !theirs.equals(ours.all())).isPresent();
    }

    /** Whether the acquirer says of domestic or of foreign cards that the totals are unequal. */
    boolean isUnequal() {
      return domestic == SettlementMeaning.UNBALANCED || foreign == SettlementMeaning.UNBALANCED;
    }

    /** Whether it says nothing that can be relied on, of domestic or of foreign cards. */
    boolean isUnclear() {
      return domestic == SettlementMeaning.ERROR || foreign == SettlementMeaning.ERROR;
    }
  }

  /**
   * How far the upload is.
   *
   * @param messages how many there are, the end included; 0 before they are planned
   * @param done how many of them the acquirer has answered for good
   * @param refused how many of those it refused
   * @param payments how many payments it has taken
   * @param endSends how often the end was sent; durable before each send
   */
  public record Progress(int messages, int done, int refused, int payments, int endSends) {
    /** Nothing is planned. */
    public static final Progress NONE = new Progress(0, 0, 0, 0, 0);
  }

  /**
   * What its totals may lack, or have too much.
   *
   * @param leftOpen how many reversals and notices were still open when the totals were first sent
   * @param undone how many payments in the totals were reversed after that
   */
  public record Caveats(int leftOpen, int undone) {
    /** Totals that nothing speaks against. */
    public static final Caveats NONE = new Caveats(0, 0);
  }

  /**
   * A person has looked at what acquirer and terminal do not agree on.
   *
   * @param by who
   * @param evidence what was looked at
   * @param at by the wall clock
   */
  public record Acknowledgement(String by, String evidence, Instant at) {}

  /**
   * Whether a person has to look at it: it has closed its batch, or the acquirer has, and they may
   * not agree on what is in it.
   */
  public boolean isDisputed() {
    boolean differs =
        switch (result.orElse(Result.REFUSED)) {
          case UPLOADED, INCOMPLETE, UNBALANCED, CLOSED_BY_ACQUIRER -> true;
          case BALANCED -> caveats.undone() > 0 || isUnequal();
          case REFUSED -> false;
        };
    return differs && !acknowledged.isPresent();
  }

  /**
   * Whether acquirer and terminal have other totals. The acquirer says so, or it calls them equal
   * and names others than the terminal's.
   */
  public boolean isUnequal() {
    return verdict
        .filter(word -> !word.isBalanced() || word.namesOtherThan(request.get().told()))
        .isPresent();
  }

  /** The acquirer's totals beside its own; empty where the acquirer did not tell them. */
  public Optional<Difference> difference() {
    return difference(BatchTotals::all);
  }

  /** The same of domestic cards alone. */
  public Optional<Difference> domesticDifference() {
    return difference(BatchTotals::domestic);
  }

  /** The same of foreign cards; empty too where neither counts any. */
  public Optional<Difference> foreignDifference() {
    return difference(BatchTotals::foreign)
        .filter(it -> !it.ours().equals(Totals.NONE) || !it.theirs().equals(Totals.NONE));
  }

  private Optional<Difference> difference(Function<BatchTotals, Totals> part) {
    Optional<BatchTotals> theirs = verdict.flatMap(Verdict::told);
    return theirs.map(their -> new Difference(part.apply(request.get().told()), part.apply(their)));
  }

  /** A settlement to which nothing has happened yet. */
  public static Settlement waiting(
      String id, long batch, String batchNumber, Trigger trigger, Instant now) {
    return new Settlement(
        id,
        batch,
        batchNumber,
        trigger,
        Stage.WAITING,
        Optional.empty(),
        Optional.empty(),
        Progress.NONE,
        0,
        Optional.empty(),
        "",
        Caveats.NONE,
        Optional.empty(),
        now,
        now);
  }

  /** The same settlement, stamped. */
  public Settlement updated(Instant now) {
    return noted(caveats, acknowledged, now);
  }

  Settlement with(Caveats newCaveats) {
    return noted(newCaveats, acknowledged, updatedAt);
  }

  Settlement with(Acknowledgement word) {
    return noted(caveats, Optional.of(word), updatedAt);
  }

  /** As far as it has come, with what is to be said of it. */
  private Settlement noted(Caveats newCaveats, Optional<Acknowledgement> word, Instant at) {
    return new Settlement(
        id,
        batch,
        batchNumber,
        trigger,
        stage,
        request,
        verdict,
        progress,
        signIns,
        result,
        responseCode,
        newCaveats,
        word,
        createdAt,
        at);
  }

  Settlement with(Request newRequest) {
    return moved(
        Stage.TOTALS, Optional.of(newRequest), verdict, progress, signIns, result, responseCode);
  }

  Settlement with(Verdict newVerdict) {
    return moved(
        Stage.UPLOADING, request, Optional.of(newVerdict), progress, 0, result, responseCode);
  }

  Settlement with(Progress newProgress, int newSignIns) {
    return moved(stage, request, verdict, newProgress, newSignIns, result, responseCode);
  }

  Settlement notTaken(String code, int newSignIns) {
    return moved(stage, request, verdict, progress, newSignIns, result, code);
  }

  Settlement with(Result how) {
    return moved(Stage.ENDED, request, verdict, progress, signIns, Optional.of(how), responseCode);
  }

  private Settlement moved(
      Stage newStage,
      Optional<Request> newRequest,
      Optional<Verdict> newVerdict,
      Progress newProgress,
      int newSignIns,
      Optional<Result> newResult,
      String code) {
    return new Settlement(
        id,
        batch,
        batchNumber,
        trigger,
        newStage,
        newRequest,
        newVerdict,
        newProgress,
        newSignIns,
        newResult,
        code,
        caveats,
        acknowledged,
        createdAt,
        updatedAt);
  }
}
