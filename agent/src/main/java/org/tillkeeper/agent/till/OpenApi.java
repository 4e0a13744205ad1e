package org.tillkeeper.agent.till;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;

/**
 * The document of this API, OpenAPI 3.1, as it lies beside this class: {@code GET /openapi.yaml}.
 * Open to all, since it holds no data. Read anew for each call: a till asks once, and 140 kB need
 * not be kept for it.
 */
final class OpenApi {
  private static final String FILE = "openapi.yaml";

  private OpenApi() {}

  static void addTo(Router router) {
    router.path("/" + FILE).get(OpenApi::document).readWithoutToken();
  }

  private static CompletableFuture<Reply> document(Call call) {
    call.refuseParameters();
    return CompletableFuture.completedFuture(
        new Reply.Document(200, "application/yaml", read(), Collections.emptyMap()));
  }

  private static byte[] read() {
    try (InputStream in = OpenApi.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IOException("the program is incomplete: " + FILE + " is missing");
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
