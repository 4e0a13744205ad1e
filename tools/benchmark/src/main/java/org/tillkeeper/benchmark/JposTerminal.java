package org.tillkeeper.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.ISOPackager;
import org.jpos.iso.channel.NACChannel;

/** jPOS's channel and packager, and the same two commits. It makes no MAC and checks none. */
final class JposTerminal implements Seller {
  private final TwoCommits commits;
  private final ISOPackager packager = SaleMessage.packager();
  private final NACChannel channel;

  JposTerminal(int port, Path folder) throws IOException, ISOException, SQLException {
    commits = new TwoCommits(folder.resolve("jpos.db"));
    channel = new NACChannel(packager, new byte[SaleMessage.HEADER_BYTES]);
    channel.setHost(InetAddress.getLoopbackAddress().getHostAddress(), port);
    channel.connect();
  }

  @Override
  public void sell() throws IOException, ISOException, SQLException {
    ISOMsg sale = SaleMessage.ofJpos(packager);
    commits.request(sale.pack());
    channel.send(sale);
    ISOMsg answer = channel.receive();
    if (!"00".equals(answer.getString(39))) {
      throw new IOException("answered with " + answer.getString(39));
    }
    commits.answer(answer.pack());
  }

  @Override
  public void close() throws IOException, SQLException {
    channel.disconnect();
    commits.close();
  }
}
