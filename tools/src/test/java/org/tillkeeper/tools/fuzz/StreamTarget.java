package org.tillkeeper.tools.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.tillkeeper.agent.host.Framing;
import org.tillkeeper.agent.host.NettyTransport;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.host.Transport;
import org.tillkeeper.agent.time.RealScheduler;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.MalformedMessage;

/**
 * What an acquirer sends, cut into frames by the agent's own transport over a real socket. The
 * first byte of an input says which dialect's, the second how many bytes are sent at a time.
 */
final class StreamTarget implements Target {
  private static final Duration LONG = Duration.ofSeconds(10);

  private final List<Dialect> dialects = new ArrayList<>();
  private final List<NettyTransport> transports = new ArrayList<>();
  private final RealScheduler scheduler = new RealScheduler(StreamTarget::failed);
  private final ServerSocket acquirer;

  StreamTarget() throws IOException {
    acquirer = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    for (String name : Dialect.names()) {
      Dialect dialect = Dialect.named(name);
      dialects.add(dialect);
      transports.add(new NettyTransport(Framing.of(dialect), scheduler, LONG));
    }
  }

  private static void failed(Throwable failure) {
    throw new AssertionError("the agent's thread failed", failure);
  }

  @Override
  public String name() {
    return "stream";
  }

  @Override
  public void check(byte[] input) throws Exception {
    if (input.length < 2) {
      return;
    }
    int which = (input[0] & 0xFF) % dialects.size();
    byte[] stream = Arrays.copyOfRange(input, 2, input.length);
    Expected expected = expected(dialects.get(which), stream);
    Heard heard = new Heard();
    Route route = new Route("fuzz", "127.0.0.1", acquirer.getLocalPort(), Optional.empty());
    transports.get(which).connect(route, LONG, heard);
    try (Socket socket = acquirer.accept()) {
      socket.setTcpNoDelay(true);
      send(socket, stream, 1 + (input[1] & 0xFF) * 8);
      String end = heard.ends.poll(10, TimeUnit.SECONDS);
      assertTrue(end != null, "the connection did not end");
      Said.onOneLine(end);
    }
    assertEquals(expected.frames().size(), heard.frames.size());
    for (int i = 0; i < heard.frames.size(); i++) {
      assertArrayEquals(expected.frames().get(i), heard.frames.get(i));
    }
    assertEquals(expected.lies(), heard.lies.size() == 1, () -> "told of " + heard.lies);
    heard.lies.forEach(Said::onOneLine);
  }

  /** A stream whose length lied is reset, which its sender may be told in the middle of it. */
  private static void send(Socket socket, byte[] stream, int atATime) {
    try {
      OutputStream out = socket.getOutputStream();
      for (int at = 0; at < stream.length; at += atATime) {
        out.write(stream, at, Math.min(atATime, stream.length - at));
      }
      socket.shutdownOutput();
    } catch (IOException e) {
      assertTrue(socket.isConnected());
    }
  }

  /** What the dialect says of the same bytes, all at once. */
  private record Expected(List<byte[]> frames, boolean lies) {}

  private static Expected expected(Dialect dialect, byte[] stream) {
    List<byte[]> frames = new ArrayList<>();
    int prefix = dialect.lengthPrefixBytes();
    int at = 0;
    while (stream.length - at >= prefix) {
      if (dialect.isEmptyFrame(Arrays.copyOfRange(stream, at, at + prefix))) {
        at += prefix;
        continue;
      }
      int end;
      try {
        end = at + prefix + dialect.bodyLength(Arrays.copyOfRange(stream, at, at + prefix));
      } catch (MalformedMessage e) {
        return new Expected(frames, true);
      }
      if (end > stream.length) {
        break;
      }
      frames.add(Arrays.copyOfRange(stream, at, end));
      at = end;
    }
    return new Expected(frames, false);
  }

  /** What the agent is told; on its thread, and read once the connection has ended. */
  private static final class Heard implements Transport.Listener {
    final List<byte[]> frames = new ArrayList<>();
    final List<String> lies = new ArrayList<>();
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    @Override
    public void connected(Transport.Connection connection) {}

    @Override
    public void failed(String why) {
      ends.add("failed: " + why);
    }

    @Override
    public void notHandedOver(byte[] sent, String why) {}

    @Override
    public void received(byte[] frame) {
      frames.add(frame);
    }

    @Override
    public void malformed(String why) {
      lies.add(why);
    }

    @Override
    public void closed(String why) {
      ends.add(why);
    }
  }

  @Override
  public List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int which = 0; which < dialects.size(); which++) {
      List<byte[]> frames = Samples.frames(dialects.get(which));
      byte[] first = frames.get(0);
      byte[] second = frames.get(1);
      byte[] seed = new byte[2 + first.length + second.length];
      seed[0] = (byte) which;
      seed[1] = (byte) (3 * which);
      System.arraycopy(first, 0, seed, 2, first.length);
      System.arraycopy(second, 0, seed, 2 + first.length, second.length);
      seeds.add(seed);
      seeds.add(Arrays.copyOf(seed, seed.length - 5));
    }
    return seeds;
  }

  @Override
  public int mutations() {
    return 150;
  }

  @Override
  public void close() throws IOException {
    transports.forEach(NettyTransport::close);
    scheduler.close();
    acquirer.close();
  }
}
