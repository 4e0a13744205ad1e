package org.tillkeeper.benchmark;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.SQLException;
import org.tillkeeper.iso8583.Dialect;

/** One plain socket, and two durable commits around each request. */
final class Floor implements Seller {
  private final TwoCommits commits;
  private final Socket socket;
  private final DataInputStream in;
  private final byte[] frame;

  Floor(int port, Path folder) throws IOException, SQLException {
    Dialect dialect = SaleMessage.dialect();
    frame = SaleMessage.frame(dialect);
    commits = new TwoCommits(folder.resolve("floor.db"));
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  @Override
  public void sell() throws IOException, SQLException {
    commits.request(frame);
    socket.getOutputStream().write(frame);
    byte[] answer = new byte[in.readUnsignedShort()];
    in.readFully(answer);
    commits.answer(answer);
  }

  /** What is stored while nobody can be asked is one commit. */
  void store() throws SQLException {
    commits.request(frame);
  }

  @Override
  public void close() throws IOException, SQLException {
    socket.close();
    commits.close();
  }
}
