package org.tillkeeper.android;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The till API of the agent in this process, asked by HTTP with its token, as every caller asks it.
 * So a call that came from another app meets the same checks. Blocks; safe for any thread but the
 * main one.
 */
final class LoopbackApi {
  private static final int CONNECT_MILLIS = 5_000;

  /** A call may wait for 60 s, and then be answered. */
  private static final int READ_MILLIS = 75_000;

  private static final Pattern ADDRESS = Pattern.compile("\"address\":\"([^\"]+)\"");

  private final int port;
  private final File token;

  LoopbackApi(int port, File token) {
    this.port = port;
    this.token = token;
  }

  /** Where the cashier's page is, without anything that opens it. */
  String origin() {
    return "http://127.0.0.1:" + port;
  }

  /**
   * An answer.
   *
   * @param status of HTTP
   * @param body JSON, or empty
   */
  record Answer(int status, String body) {}

  /**
   * A call.
   *
   * @param path with its query
   * @param key Idempotency-Key, where the call takes one
   */
  record Call(String method, String path, Optional<String> body, Optional<String> key) {}

  /** A one-time address of the cashier's page: once, within a minute. */
  String pageAddress() throws IOException {
    Answer answer = ask(new Call("POST", "/v1/page-address", Optional.empty(), Optional.empty()));
    Matcher address = ADDRESS.matcher(answer.body());
    if (answer.status() != 201 || !address.find()) {
      throw new IOException("no address of the page: " + answer.status());
    }
    return address.group(1);
  }

  /** Asks, and waits for the answer. */
  Answer ask(Call call) throws IOException {
    URL url = new URL(origin() + call.path());
    // The device's proxy has no part in this.
    HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
    try {
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(READ_MILLIS);
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      connection.setRequestMethod(call.method());
      connection.setRequestProperty("Authorization", "Bearer " + secret());
      if (call.key().isPresent()) {
        connection.setRequestProperty("Idempotency-Key", call.key().get());
      }
      if (call.body().isPresent()) {
        send(connection, call.body().get());
      } else if (call.method().equals("POST")) {
        connection.setDoOutput(true);
        connection.setFixedLengthStreamingMode(0);
        connection.getOutputStream().close();
      }
      int status = connection.getResponseCode();
      InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream();
      return new Answer(status, in == null ? "" : read(in));
    } finally {
      connection.disconnect();
    }
  }

  private static void send(HttpURLConnection connection, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    // Streamed: what is streamed is never sent a second time by the library itself.
    connection.setFixedLengthStreamingMode(bytes.length);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(bytes);
    } finally {
      java.util.Arrays.fill(bytes, (byte) 0);
    }
  }

  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] part = new byte[8192];
    try (InputStream from = in) {
      for (int n = from.read(part); n >= 0; n = from.read(part)) {
        all.write(part, 0, n);
      }
    }
    return new String(all.toByteArray(), StandardCharsets.UTF_8);
  }

  private String secret() throws IOException {
    return new String(Files.readAllBytes(token.toPath()), StandardCharsets.US_ASCII).trim();
  }
}
