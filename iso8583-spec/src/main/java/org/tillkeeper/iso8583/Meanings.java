package org.tillkeeper.iso8583;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads what a dialect file says of answers and of their absence: response codes and their texts,
 * verdicts on totals, and what is done when no answer comes.
 */
final class Meanings {
  private static final String OTHER = "other";
  private static final String RECOVERY = "recovery";
  private static final String BY_CODE = "saleByCode";
  private static final String ORDERS = "orders";
  private static final String SHOWN_CODE = "shownCode";

  /** Why a code is not asked for without these. */
  private static final Map<Kind, String> WITHOUT =
      Map.of(
          Kind.CODE_INQUIRY, "nobody could learn that the code was paid",
          Kind.CODE_CLOSE, "nobody could be told that the code will not be paid any more");

  private final Section root;
  private final Options options;

  Meanings(Section root, Options options) {
    this.root = root;
    this.options = options;
  }

  /**
   * @param carried the elements that messages carry
   */
  AnswerMeanings ofAnswers(Set<Kind> kinds, Set<Element> carried) {
    return new AnswerMeanings(
        responseCodes(sale()),
        otherResponseCode(),
        management(),
        reversal(),
        inquiry(kinds),
        shownCodes(kinds, carried),
        settlement(kinds),
        orders(kinds, carried));
  }

  private Map<String, ResponseCode.Meaning> sale() {
    Map<String, ResponseCode.Meaning> sets = new LinkedHashMap<>();
    sets.put("approved", ResponseCode.Meaning.APPROVED);
    sets.put("partiallyApproved", ResponseCode.Meaning.PARTIALLY_APPROVED);
    sets.put("acknowledged", ResponseCode.Meaning.ACKNOWLEDGED);
    sets.put("unknownOutcome", ResponseCode.Meaning.UNKNOWN_OUTCOME);
    sets.put("duplicate", ResponseCode.Meaning.DUPLICATE);
    sets.put("signInAgain", ResponseCode.Meaning.SIGN_IN_AGAIN);
    sets.put("otherBatch", ResponseCode.Meaning.OTHER_BATCH);
    return meanings(root.section("sale"), sets);
  }

  /** Codes that accept a sign-in, a sign-off, an echo; the section may be missing. */
  private Set<String> management() {
    if (!root.has("management")) {
      return Set.of();
    }
    Section section = root.section("management").only("accepted");
    Set<String> codes = new TreeSet<>(options.texts(section, "accepted"));
    for (String code : codes) {
      if (!root.section("responseCodes").has(code)) {
        throw root.section("responseCodes").wrong(code, "missing", "a text for every code");
      }
    }
    return codes;
  }

  private Map<String, ReversalMeaning> reversal() {
    Map<String, ReversalMeaning> sets = new LinkedHashMap<>();
    sets.put("reversed", ReversalMeaning.REVERSED);
    sets.put("noOriginal", ReversalMeaning.NO_ORIGINAL);
    sets.put("endedWithoutProof", ReversalMeaning.ENDED_WITHOUT_PROOF);
    sets.put("tryAgain", ReversalMeaning.TRY_AGAIN);
    sets.put("signInAgain", ReversalMeaning.SIGN_IN_AGAIN);
    sets.put("otherBatch", ReversalMeaning.OTHER_BATCH);
    return meanings(root.section("reversal"), sets);
  }

  /**
   * Codes that answer an inquiry. A dialect has the section if it has the message, and else not.
   * What approves a part is no approval of the whole, whoever asks.
   */
  private Map<String, InquiryMeaning> inquiry(Set<Kind> kinds) {
    Map<String, InquiryMeaning> sets = new LinkedHashMap<>();
    sets.put("approved", InquiryMeaning.APPROVED);
    sets.put("declined", InquiryMeaning.DECLINED);
    sets.put("noOriginal", InquiryMeaning.NO_ORIGINAL);
    sets.put("tryAgain", InquiryMeaning.TRY_AGAIN);
    Map<String, InquiryMeaning> inquiry = meanings("inquiry", Kind.INQUIRY, kinds, sets);
    Map<String, ResponseCode.Meaning> sale = sale();
    inquiry.forEach(
        (code, meaning) -> {
          boolean part = sale.get(code) == ResponseCode.Meaning.PARTIALLY_APPROVED;
          if (part && meaning == InquiryMeaning.APPROVED) {
            throw root.section("inquiry")
                .wrong("approved", code, "codes that are not in sale.partiallyApproved");
          }
        });
    return inquiry;
  }

  /**
   * What is said of codes that the terminal shows. A dialect that asks for them can ask about them
   * and close them: a cashier who gives up could not be told otherwise that nothing will be
   * charged.
   */
  private ShownCodes shownCodes(Set<Kind> kinds, Set<Element> carried) {
    boolean asks = kinds.contains(Kind.SHOW_CODE);
    for (Kind kind : List.of(Kind.CODE_INQUIRY, Kind.CODE_CLOSE)) {
      if (asks && !kinds.contains(kind)) {
        throw root.section("messages")
            .wrong(
                Kind.SHOW_CODE.label(),
                "there",
                "a dialect with messages." + kind.label() + ": " + WITHOUT.get(kind));
      }
      if (!asks && kinds.contains(kind)) {
        throw root.section("messages")
            .wrong(kind.label(), "there", "a dialect with messages." + Kind.SHOW_CODE.label());
      }
    }
    if (!asks) {
      if (root.has(SHOWN_CODE)) {
        throw root.wrong(SHOWN_CODE, "there", "a dialect with messages." + Kind.SHOW_CODE.label());
      }
      return ShownCodes.NONE;
    }
    if (!carried.contains(Element.SHOWN_CODE)) {
      throw root.section("elements")
          .wrong(Element.SHOWN_CODE.label(), "missing", "the place of the code in its answer");
    }
    Section section = root.section(SHOWN_CODE).only("issued", "inquiry", "close");
    Map<String, CodeMeaning> inquiry = new LinkedHashMap<>();
    inquiry.put("notPaid", CodeMeaning.NOT_PAID);
    inquiry.put("paid", CodeMeaning.PAID);
    inquiry.put("closed", CodeMeaning.CLOSED);
    Map<String, CodeMeaning> close = new LinkedHashMap<>();
    close.put("closed", CodeMeaning.CLOSED);
    close.put("paid", CodeMeaning.PAID);
    close.put("noCode", CodeMeaning.NO_CODE);
    close.put("tryAgain", CodeMeaning.TRY_AGAIN);
    Section asked = section.section("inquiry");
    Section closed = section.section("close");
    return new ShownCodes(
        new TreeSet<>(named(section, "issued")),
        meanings(asked, inquiry, "notPaid", "paid"),
        meanings(closed, close, "closed", "paid"));
  }

  /** Meanings of which some must be there: without them the terminal would never know. */
  private <M> Map<String, M> meanings(Section section, Map<String, M> sets, String... needed) {
    Map<String, M> meanings = meanings(section, sets);
    for (String set : needed) {
      named(section, set);
    }
    return meanings;
  }

  private List<String> named(Section section, String set) {
    List<String> codes = options.texts(section, set);
    if (codes.isEmpty()) {
      throw section.wrong(set, "empty", "at least one code");
    }
    return codes;
  }

  /**
   * Verdicts on the totals of a batch. A dialect has the section if it has the message, and else
   * not.
   */
  private Map<String, SettlementMeaning> settlement(Set<Kind> kinds) {
    Map<String, SettlementMeaning> sets = new LinkedHashMap<>();
    sets.put("balanced", SettlementMeaning.BALANCED);
    sets.put("unbalanced", SettlementMeaning.UNBALANCED);
    return meanings("settlement", Kind.SETTLEMENT, kinds, sets);
  }

  /**
   * What the acquirer orders, by the value that orders it. A dialect has the section if its answers
   * carry the element, and else not. An order without the messages that carry it out is refused.
   */
  private Map<String, Order> orders(Set<Kind> kinds, Set<Element> carried) {
    if (!carried.contains(Element.ORDER)) {
      if (root.has(ORDERS)) {
        throw root.wrong(ORDERS, "there", "a dialect with elements." + Element.ORDER.label());
      }
      return Map.of();
    }
    Map<String, Order> sets = new LinkedHashMap<>();
    for (Order order : Order.values()) {
      sets.put(order.label(), order);
    }
    Section section = root.section(ORDERS);
    Map<String, Order> orders = meanings(section, sets);
    for (String key : section.keys()) {
      for (Kind message : sets.get(key).messages()) {
        if (!kinds.contains(message)) {
          throw section.wrong(key, "there", "a dialect with messages." + message.label());
        }
      }
    }
    return orders;
  }

  private <M> Map<String, M> meanings(
      String key, Kind message, Set<Kind> kinds, Map<String, M> sets) {
    if (kinds.contains(message)) {
      return meanings(root.section(key), sets);
    }
    if (root.has(key)) {
      throw root.wrong(key, "there", "a dialect with messages." + message.label());
    }
    return Map.of();
  }

  /** Actions that do not follow from the meaning of a code; the section may be missing. */
  private Map<String, ResponseCode.Action> actions() {
    Map<String, ResponseCode.Action> sets = new LinkedHashMap<>();
    for (ResponseCode.Action action : ResponseCode.Action.values()) {
      sets.put(action.label(), action);
    }
    return root.has("actions") ? meanings(root.section("actions"), sets) : Map.of();
  }

  private <M> Map<String, M> meanings(Section section, Map<String, M> sets) {
    section.only(sets.keySet().toArray(new String[0]));
    Map<String, M> meanings = new HashMap<>();
    for (String set : section.keys()) {
      for (String code : options.texts(section, set)) {
        if (meanings.put(code, sets.get(set)) != null) {
          throw section.wrong(set, code, "each code in one set");
        }
      }
    }
    return meanings;
  }

  /**
   * What is done when a request of a kind is not answered.
   *
   * @param messages the dialect's messages; each that may have moved money or must reach the
   *     acquirer has to have a policy that it can carry out
   */
  Map<Kind, RecoveryPolicy> recovery(Map<Kind, MessageRule> messages) {
    Section section = root.section(RECOVERY);
    List<String> known = new ArrayList<>();
    Map<Kind, RecoveryPolicy> policies = new EnumMap<>(Kind.class);
    for (Map.Entry<Kind, MessageRule> message : messages.entrySet()) {
      Kind kind = message.getKey();
      if (kind.isOfCode()) {
        policies.put(kind, RecoveryPolicy.NONE);
        continue;
      }
      known.add(kind.label());
      boolean mustBeNamed = !kind.isManagement();
      policies.put(
          kind,
          mustBeNamed || section.has(kind.label())
              ? policy(section, kind, messages)
              : RecoveryPolicy.NONE);
    }
    known.add(BY_CODE);
    section.only(known.toArray(new String[0]));
    return policies;
  }

  /**
   * What is done when a sale by a customer's code is not answered; empty where that is what is done
   * with any sale.
   */
  Optional<RecoveryPolicy> recoveryByCode(Map<Kind, MessageRule> messages) {
    Section section = root.section(RECOVERY);
    if (!section.has(BY_CODE) || !messages.containsKey(Kind.SALE)) {
      return Optional.empty();
    }
    List<RecoveryPolicy> allowed =
        List.of(RecoveryPolicy.REVERSE, RecoveryPolicy.INQUIRE, RecoveryPolicy.PERSON);
    return Optional.of(policy(section, BY_CODE, allowed, Kind.SALE, messages));
  }

  private RecoveryPolicy policy(Section section, Kind kind, Map<Kind, MessageRule> messages) {
    return policy(section, kind.label(), List.of(RecoveryPolicy.values()), kind, messages);
  }

  private RecoveryPolicy policy(
      Section section,
      String key,
      List<RecoveryPolicy> allowed,
      Kind kind,
      Map<Kind, MessageRule> messages) {
    Map<String, RecoveryPolicy> labelled = new LinkedHashMap<>();
    for (RecoveryPolicy policy : allowed) {
      labelled.put(policy.label(), policy);
    }
    String label = options.chosen(section, key, new ArrayList<>(labelled.keySet()));
    RecoveryPolicy policy = labelled.get(label);
    if (policy == RecoveryPolicy.REVERSE && messages.get(kind).reversal().mti().isEmpty()) {
      throw section.wrong(
          key,
          label,
          "a policy the dialect can carry out; messages." + kind.label() + " has no reversal");
    }
    if (policy == RecoveryPolicy.INQUIRE && !messages.containsKey(Kind.INQUIRY)) {
      throw section.wrong(
          key,
          label,
          "a policy the dialect can carry out; there is no messages." + Kind.INQUIRY.label());
    }
    return policy;
  }

  private Map<String, ResponseCode> responseCodes(Map<String, ResponseCode.Meaning> meanings) {
    Section section = root.section("responseCodes");
    Map<String, ResponseCode> codes = new TreeMap<>();
    Map<String, ResponseCode.Action> actions = actions();
    for (String code : section.keys()) {
      if (!code.equals(OTHER)) {
        ResponseCode.Meaning meaning = meanings.getOrDefault(code, ResponseCode.Meaning.DECLINED);
        codes.put(
            code,
            responseCode(
                code,
                meaning,
                actions.getOrDefault(code, ResponseCode.Action.of(meaning)),
                section,
                code));
      }
    }
    Set<String> named = new TreeSet<>(meanings.keySet());
    named.addAll(actions.keySet());
    for (String code : named) {
      if (!codes.containsKey(code)) {
        throw section.wrong(code, "missing", "a text for every code with a meaning or an action");
      }
    }
    return codes;
  }

  /** What is said of a code that the file does not know; its text holds {@code {code}}. */
  private ResponseCode otherResponseCode() {
    return responseCode(
        "",
        ResponseCode.Meaning.DECLINED,
        actions().getOrDefault(OTHER, ResponseCode.Action.CONTACT_ACQUIRER),
        root.section("responseCodes"),
        OTHER);
  }

  private static ResponseCode responseCode(
      String code,
      ResponseCode.Meaning meaning,
      ResponseCode.Action action,
      Section section,
      String key) {
    Section texts = section.section(key).only("zh", "en");
    return new ResponseCode(code, meaning, action, texts.text("zh"), texts.text("en"));
  }
}
