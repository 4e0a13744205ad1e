package org.tillkeeper.agent.nexo;

/** What a till names a message by, for ever: the same pair is the same message. */
record Pair(String saleId, String serviceId) {
  /** The idempotency key of what it asks for. A service's id has no colon, so no two are alike. */
  String key() {
    return "nexo:" + saleId + ":" + serviceId;
  }
}
