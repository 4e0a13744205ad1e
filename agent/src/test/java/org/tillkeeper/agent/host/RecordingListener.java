package org.tillkeeper.agent.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a connection told its listener, one line each, in order. */
final class RecordingListener implements Transport.Listener {
  private static final int PATIENCE_SECONDS = 30;

  private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
  private volatile Transport.Connection connection;

  @Override
  public void connected(Transport.Connection established) {
    connection = established;
    note("connected");
  }

  @Override
  public void failed(String why) {
    note("failed: " + why);
  }

  @Override
  public void notHandedOver(byte[] frame, String why) {
    note("notHandedOver: " + why);
  }

  @Override
  public void received(byte[] frame) {
    note("received " + new BigInteger(1, frame).toString(16));
  }

  @Override
  public void alive() {
    note("alive");
  }

  @Override
  public void malformed(String why) {
    note("malformed: " + why);
  }

  @Override
  public void closed(String why) {
    note("closed: " + why);
  }

  private void note(String call) {
    boolean agentThread = Thread.currentThread().getName().equals("tillkeeper-agent");
    calls.add(agentThread ? call : call + " on the wrong thread");
  }

  String next() throws InterruptedException {
    String call = calls.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertNotNull(call, "nothing more came");
    return call;
  }

  void expect(String... expected) throws InterruptedException {
    for (String call : expected) {
      assertEquals(call, next());
    }
  }

  String expectStart(String start) throws InterruptedException {
    String call = next();
    assertTrue(call.startsWith(start), () -> call + "\n  does not start with: " + start);
    return call;
  }

  Transport.Connection expectConnected() throws InterruptedException {
    expect("connected");
    return connection;
  }

  /** Nothing was said that was not asked for, as far as is known now. */
  void expectNoMore() {
    assertEquals("[]", calls.toString());
  }
}
