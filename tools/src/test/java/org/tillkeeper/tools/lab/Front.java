package org.tillkeeper.tools.lab;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyStore;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The acquirer's front end in a network of its own: takes connections, over TLS where it has a key
 * store, and carries their bytes to the acquirer and back.
 */
final class Front {
  static final char[] PASSWORD = "front-of-the-acquirer".toCharArray();

  private Front() {}

  /**
   * @param args address to listen on, acquirer's address, acquirer's port, and a PKCS#12 key store
   *     or nothing
   */
  public static void main(String[] args) throws Exception {
    ServerSocketFactory factory =
        args.length > 3 ? tls(args[3]).getServerSocketFactory() : ServerSocketFactory.getDefault();
    try (ServerSocket server = factory.createServerSocket(0, 50, InetAddress.getByName(args[0]))) {
      System.out.println("front listening on " + args[0] + ":" + server.getLocalPort());
      while (true) {
        Socket terminal = server.accept();
        terminal.setTcpNoDelay(true);
        Socket acquirer = new Socket(args[1], Integer.parseInt(args[2]));
        acquirer.setTcpNoDelay(true);
        carry(terminal, acquirer);
        carry(acquirer, terminal);
      }
    }
  }

  private static SSLContext tls(String keyStore) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(keyStore)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static void carry(Socket from, Socket to) {
    Thread thread =
        new Thread(
            () -> {
              try (from;
                  to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                byte[] buffer = new byte[8192];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                  out.write(buffer, 0, read);
                  out.flush();
                }
              } catch (IOException e) {
                // Ended by either side: both are closed.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }
}
