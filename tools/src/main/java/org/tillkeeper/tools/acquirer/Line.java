package org.tillkeeper.tools.acquirer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOPackager;
import org.jpos.iso.channel.NACChannel;

/**
 * One terminal's connection: jPOS's channel with TPDU and header as its header.
 *
 * <p>jPOS swaps the addresses of a TPDU only when it is all of the header, so they are swapped
 * here. One thread receives; sending is safe for any thread.
 */
final class Line extends NACChannel {
  private static final int TPDU_BYTES = 5;
  private static final int HEADER_BYTES = 11;
  private static final int MIN_BODY_BYTES = HEADER_BYTES + 2 + 8;
  private static final int MAX_BODY_BYTES = 4096;
  private static final int MAC_BYTES = 8;
  private static final int IDLE_MILLIS = 15 * 60 * 1000;

  private static final int[] DIGITS = {
    2, 3, 4, 11, 12, 13, 14, 15, 22, 23, 25, 26, 32, 49, 53, 60, 61
  };

  private final Socket socket;
  private byte[] received = new byte[0];

  Line(ISOPackager packager, Socket socket) throws IOException {
    super(packager, new byte[HEADER_BYTES]);
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
    return new Request(message, received, connection);
  }

  @Override
  protected int getMessageLength() throws IOException, ISOException {
    int length = super.getMessageLength();
    if (length < MIN_BODY_BYTES || length > MAX_BODY_BYTES) {
      throw new ISOException(
          "the length says " + length + ", allowed is " + MIN_BODY_BYTES + " to " + MAX_BODY_BYTES);
    }
    return length;
  }

  @Override
  protected void unpack(ISOMsg message, byte[] body) throws ISOException {
    received = body.clone();
    int read = message.unpack(body);
    if (read != body.length) {
      throw new ISOException("the fields end at byte " + read + " of " + body.length);
    }
    if (!message.getMTI().matches("0[0-9][02468][0-9]")) {
      throw new ISOException("the message type is no request's");
    }
    for (int number : DIGITS) {
      if (message.hasField(number) && !message.getString(number).matches("[0-9]*")) {
        throw new ISOException("field " + number + " holds something else than digits");
      }
    }
  }

  /** TPDU with its addresses swapped, and the header without an order to the terminal. */
  static byte[] answerHeader(byte[] request) {
    byte[] answer = request.clone();
    System.arraycopy(request, 3, answer, 1, 2);
    System.arraycopy(request, 1, answer, 3, 2);
    answer[TPDU_BYTES + 2] &= (byte) 0xF0;
    return answer;
  }

  /** The bytes a MAC covers: the packed message up to its last field, the MAC. */
  static byte[] macInput(byte[] body) {
    return Arrays.copyOf(body, body.length - MAC_BYTES);
  }

  /** Sends the first half of a message's bytes. */
  void sendHalf(ISOMsg message) throws ISOException, IOException {
    byte[] body = pack(message);
    int length = HEADER_BYTES + body.length;
    ByteArrayOutputStream half = new ByteArrayOutputStream();
    half.write(length >> 8);
    half.write(length);
    half.writeBytes(message.getHeader());
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
