package org.tillkeeper.android;

/**
 * For the payment application that owns the card reader: which payment waits for a card, the card,
 * and what its chip said. Bound with the permission {@code org.tillkeeper.permission.READER}.
 */
public final class ReaderService extends ApiService {
  @Override
  boolean takes(String method, String path) {
    return switch (method) {
      case "GET" ->
          path.equals("/v1/reader")
              || path.equals("/v1/reader/requests")
              || path.equals("/v1/status")
              || path.equals("/v1/emv-parameters")
              || path.matches("/v1/payments/[^/]+");
      case "POST" ->
          path.matches("/v1/reader/requests/[^/]+")
              || path.matches("/v1/payments/[^/]+/card-result");
      default -> false;
    };
  }
}
