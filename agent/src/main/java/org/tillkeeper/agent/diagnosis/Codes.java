package org.tillkeeper.agent.diagnosis;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/**
 * What response codes say of the acquirer and of this terminal's registration, in UnionPay's two
 * characters (Q/CUP 009.1) and ISO 8583:1993's three.
 */
final class Codes {
  private static final Set<String> BUSY =
      set("68", "90", "91", "92", "96", "98", "906", "907", "908", "909", "910", "911", "912");
  private static final Set<String> CUT_OVER = set("90", "906");
  private static final Set<String> PLATFORM = set("96", "909");
  private static final Set<String> TERMINAL = set("97");
  private static final Set<String> MERCHANT = set("03", "109");
  private static final Set<String> NOT_ALLOWED = set("58", "120");
  private static final Set<String> KEYS = set("A0", "99", "916", "917", "918");
  private static final Set<String> SUCCESS =
      set("00", "10", "11", "16", "A2", "A4", "A5", "A6", "000", "800", "-");

  private Codes() {}

  private static Set<String> set(String... codes) {
    return Collections.unmodifiableSet(new HashSet<>(Arrays.asList(codes)));
  }

  /** The acquirer or the issuer cannot decide now. */
  static boolean isBusy(String code) {
    return BUSY.contains(code);
  }

  /** The acquirer's day is being changed. */
  static boolean isCutOver(String code) {
    return CUT_OVER.contains(code);
  }

  /** The acquirer's own system is out of order, not one issuer's. */
  static boolean isPlatform(String code) {
    return PLATFORM.contains(code);
  }

  /** The acquirer does not know this terminal. */
  static boolean isTerminal(String code) {
    return TERMINAL.contains(code);
  }

  /** The acquirer does not know this merchant, or has stopped it. */
  static boolean isMerchant(String code) {
    return MERCHANT.contains(code);
  }

  /** This terminal is not allowed what it asked for. */
  static boolean isNotAllowed(String code) {
    return NOT_ALLOWED.contains(code);
  }

  /** Of registration and service, not of a card or the network. */
  static boolean isOfAccount(String code) {
    return isTerminal(code) || isMerchant(code) || isNotAllowed(code);
  }

  /** The two sides have different keys. */
  static boolean isOfKeys(String code) {
    return KEYS.contains(code);
  }

  /** Done, or without a code, as where none is wanted. */
  static boolean isSuccess(String code) {
    return SUCCESS.contains(code);
  }
}
