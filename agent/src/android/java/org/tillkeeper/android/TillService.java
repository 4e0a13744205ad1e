package org.tillkeeper.android;

/**
 * For a till that is an app of this device: payments, settlement, receipts. Bound with the
 * permission {@code org.tillkeeper.permission.TILL}. Sessions of the cashier's page, the
 * supervisor's PIN and the event stream are not for it.
 */
public final class TillService extends ApiService {
  @Override
  boolean takes(String method, String path) {
    boolean known = method.equals("GET") || method.equals("POST");
    return known
        && !path.startsWith("/v1/page-address")
        && !path.startsWith("/v1/session")
        && !path.startsWith("/v1/events")
        && !path.startsWith("/v1/bundle")
        && !path.startsWith("/v1/logs");
  }
}
