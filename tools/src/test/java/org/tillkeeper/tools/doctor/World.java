package org.tillkeeper.tools.doctor;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands beyond the shop's router: a name server that knows one name, and a port that takes
 * connections and says nothing. A process of its own in a network of its own.
 */
final class World {
  private static final int HEADER = 12;

  /** Kept, so that none is closed by being forgotten. */
  private static final List<Socket> ACCEPTED = new ArrayList<>();

  private World() {}

  /** Arguments: the name server's address or a dash, the acquirer's address and port or a dash. */
  public static void main(String[] arguments) throws IOException {
    if (!arguments[0].equals("-")) {
      DatagramSocket names =
          new DatagramSocket(new InetSocketAddress(InetAddress.getByName(arguments[0]), 53));
      new Thread(() -> answer(names)).start();
    }
    if (!arguments[1].equals("-")) {
      ServerSocket acquirer =
          new ServerSocket(Integer.parseInt(arguments[2]), 16, InetAddress.getByName(arguments[1]));
      new Thread(() -> accept(acquirer)).start();
    }
    System.out.println("world listening on 127.0.0.1:1");
  }

  private static void accept(ServerSocket acquirer) {
    while (true) {
      try {
        ACCEPTED.add(acquirer.accept());
      } catch (IOException e) {
        ACCEPTED.clear();
        return;
      }
    }
  }

  /** Knows {@code pos.example} at 10.88.0.1, and no other name. */
  private static void answer(DatagramSocket names) {
    while (true) {
      DatagramPacket asked = new DatagramPacket(new byte[512], 512);
      try {
        names.receive(asked);
        byte[] query = asked.getData();
        boolean known =
            new String(query, HEADER, 12, StandardCharsets.ISO_8859_1).startsWith("\3pos\7example");
        boolean four = query[asked.getLength() - 3] == 1;
        int answers = known && four ? 1 : 0;
        byte[] reply = new byte[asked.getLength() + answers * 16];
        System.arraycopy(query, 0, reply, 0, asked.getLength());
        reply[2] = (byte) 0x81;
        reply[3] = (byte) (known ? 0x80 : 0x83);
        reply[7] = (byte) answers;
        if (answers > 0) {
          byte[] record = {(byte) 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 88, 0, 1};
          System.arraycopy(record, 0, reply, asked.getLength(), record.length);
        }
        names.send(new DatagramPacket(reply, reply.length, asked.getSocketAddress()));
      } catch (IOException e) {
        return;
      }
    }
  }
}
