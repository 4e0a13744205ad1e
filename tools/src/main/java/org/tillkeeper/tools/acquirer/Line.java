package org.tillkeeper.tools.acquirer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.channel.NACChannel;
import org.tillkeeper.iso8583.Dialect;
import org.tillkeeper.iso8583.Hex;
import org.tillkeeper.iso8583.MalformedMessage;

/**
 * One terminal's connection: jPOS's channel with TPDU and header as its header.
 *
 * <p>jPOS swaps the addresses of a TPDU only when it is all of the header, so the protocol swaps
 * them. One thread receives; sending is safe for any thread.
 */
final class Line extends NACChannel {
  private static final int IDLE_MILLIS = 15 * 60 * 1000;

  private final Protocol protocol;
  private final Framing framing;
  private final Socket socket;
  private byte[] received = new byte[0];

  /**
   * What is around a message.
   *
   * @param dialect which says how a length is written
   * @param headerBytes TPDU and header
   * @param minBytes fewest bytes that a length may announce
   * @param maxBytes most
   * @param trailer hex of what stands behind a message, both ways
   */
  record Framing(Dialect dialect, int headerBytes, int minBytes, int maxBytes, String trailer) {
    private int trailerBytes() {
      return trailer.length() / 2;
    }
  }

  Line(Protocol protocol, Framing framing, Socket socket) throws IOException {
    super(protocol.packager(), framing.headerBytes == 0 ? null : new byte[framing.headerBytes]);
    this.protocol = protocol;
    this.framing = framing;
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(IDLE_MILLIS);
    connect(socket);
  }

  /**
   * Waits for the next request.
   *
   * @throws ISOException if what came is no message
   * @throws IOException if the connection has ended
   */
  Request next(long connection) throws ISOException, IOException {
    ISOMsg message = receive();
    return new Request(protocol, message, received, connection);
  }

  @Override
  protected int getMessageLength() throws IOException, ISOException {
    byte[] prefix = new byte[framing.dialect.lengthPrefixBytes()];
    serverIn.readFully(prefix);
    int length;
    try {
      length = framing.dialect.bodyLength(prefix);
    } catch (MalformedMessage e) {
      throw new ISOException(e.getMessage());
    }
    if (length < framing.minBytes || length > framing.maxBytes) {
      throw new ISOException(
          "the length says "
              + length
              + ", allowed is "
              + framing.minBytes
              + " to "
              + framing.maxBytes);
    }
    return length;
  }

  @Override
  protected void sendMessageLength(int length) throws IOException {
    serverOut.write(framing.dialect.lengthPrefix(length + framing.trailerBytes()));
  }

  @Override
  protected void sendMessageTrailer(ISOMsg message, byte[] body) throws IOException {
    serverOut.write(Hex.decode(framing.trailer));
  }

  @Override
  protected void unpack(ISOMsg message, byte[] body) throws ISOException {
    received = Arrays.copyOf(body, Math.max(0, body.length - framing.trailerBytes()));
    int read = message.unpack(body);
    if (read != body.length - framing.trailerBytes()) {
      throw new ISOException("the fields end at byte " + read + " of " + body.length);
    }
    protocol.check(message);
  }

  /** Sends the first half of a message's bytes. */
  void sendHalf(ISOMsg message) throws ISOException, IOException {
    byte[] body = pack(message);
    ByteArrayOutputStream half = new ByteArrayOutputStream();
    half.writeBytes(
        framing.dialect.lengthPrefix(framing.headerBytes + body.length + framing.trailerBytes()));
    if (framing.headerBytes > 0) {
      half.writeBytes(message.getHeader());
    }
    half.write(body, 0, body.length / 2);
    // In one piece: a late answer of another thread must not end up inside it.
    socket.getOutputStream().write(half.toByteArray());
  }

  /** Ends the connection; what was written is still delivered. */
  void cut() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone already, which is what was wanted.
    }
  }
}
