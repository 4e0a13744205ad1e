package org.tillkeeper.agent.terminal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jpos.iso.ISOMsg;
import org.jpos.iso.packager.ISO87APackager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tillkeeper.agent.host.Framing;
import org.tillkeeper.agent.host.LineSettings;
import org.tillkeeper.agent.host.NettyTransport;
import org.tillkeeper.agent.host.Route;
import org.tillkeeper.agent.keys.FileKeyVault;
import org.tillkeeper.agent.keys.LedgerCipher;
import org.tillkeeper.agent.keys.MacKeys;
import org.tillkeeper.agent.ledger.Ledger;
import org.tillkeeper.agent.messages.Station;
import org.tillkeeper.agent.payment.Payment;
import org.tillkeeper.agent.payment.State;
import org.tillkeeper.agent.session.Patience;
import org.tillkeeper.agent.time.RealScheduler;
import org.tillkeeper.agent.upkeep.Upkeep;
import org.tillkeeper.iso8583.Dialect;

/**
 * A dialect whose sign-in brings no working keys: MACs are made under the master key itself. The
 * host is jPOS's own packager of ISO 8583:1987 in ASCII and the Java platform's DES.
 */
class GenericSignInTest {
  private static final byte[] MASTER_KEY =
      HexFormat.of().parseHex("CA5D92598DCA48CE8A4C76361A9269E9");

  @TempDir File folder;
  private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
  private final BlockingQueue<ISOMsg> received = new LinkedBlockingQueue<>();
  private final RealScheduler scheduler = new RealScheduler(failures::add);
  private ServerSocket server;
  private NettyTransport transport;
  private FileKeyVault vault;
  private Ledger ledger;
  private AgentLoop agent;
  private volatile boolean forgetsAnswers;

  @BeforeEach
  void an_agent_and_a_host() throws Exception {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread host = new Thread(this::serve, "host");
    host.setDaemon(true);
    host.start();
    Dialect dialect = Dialect.named("iso1987-ascii").with(Map.of("mac.messages", "01 02 04"));
    transport = new NettyTransport(Framing.of(dialect), scheduler, Duration.ofSeconds(10));
    ledger = Ledger.open(folder, scheduler.wallClock());
    vault =
        FileKeyVault.forNewLedger(
            masterKey(), new File(folder, "ledger.key"), MacKeys.of(dialect), random());
    agent =
        new AgentLoop(
            settings(),
            scheduler,
            new Random(1),
            ledger,
            transport,
            dialect,
            vault,
            new LedgerCipher(new byte[32], random()));
    agent.start().get(10, TimeUnit.SECONDS);
  }

  private static SecureRandom random() {
    return new SecureRandom();
  }

  private File masterKey() throws IOException {
    Path file = folder.toPath().resolve("master.key");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, HexFormat.of().formatHex(MASTER_KEY).getBytes(US_ASCII));
    return file.toFile();
  }

  private TerminalSettings settings() {
    return new TerminalSettings(
        new Station("00000001", "952718182217875", "156", ZoneOffset.UTC, "", ""),
        new Patience(Duration.ofMillis(100), Duration.ofSeconds(60)),
        new LineSettings(
            List.of(new Route("primary", "127.0.0.1", server.getLocalPort(), Optional.empty())),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(60)),
        Limits.NONE,
        Upkeep.NONE,
        "test");
  }

  @AfterEach
  void close() throws Exception {
    agent.stop().get(10, TimeUnit.SECONDS);
    transport.close();
    scheduler.close();
    ledger.close();
    vault.close();
    server.close();
    assertNull(failures.poll(), "something failed");
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
          byte[] prefix = in.readNBytes(4);
          if (prefix.length < 4) {
            break;
          }
          byte[] body = in.readNBytes(Integer.parseInt(new String(prefix, US_ASCII)));
          byte[] answer = answer(body);
          if (answer.length > 0) {
            socket.getOutputStream().write(String.format("%04d", answer.length).getBytes(US_ASCII));
            socket.getOutputStream().write(answer);
          }
        }
      } catch (SocketException | EOFException closed) {
        // The agent resets connections, and the test closes the server.
      } catch (Exception e) {
        failures.add(e);
      }
    }
  }

  private byte[] answer(byte[] body) throws Exception {
    ISOMsg request = new ISOMsg();
    request.setPackager(new ISO87APackager());
    request.unpack(body);
    received.add(request);
    boolean financial = !request.getMTI().startsWith("08");
    String code = "00";
    int macField = request.getMaxField() > 64 ? 128 : 64;
    if (financial && !Arrays.equals(request.getBytes(macField), mac(body))) {
      code = "63";
    }
    if (financial && forgetsAnswers) {
      forgetsAnswers = false;
      return new byte[0];
    }
    ISOMsg answer = (ISOMsg) request.clone();
    answer.setPackager(new ISO87APackager());
    answer.setResponseMTI();
    for (int secret : new int[] {2, 14, 35, 52, 90, 128}) {
      answer.unset(secret);
    }
    answer.set(39, code);
    if (!financial) {
      return answer.pack();
    }
    answer.set(37, "123456789012");
    if (request.getMTI().equals("0200")) {
      answer.set(38, "654321");
    }
    answer.set(64, new byte[8]);
    answer.set(64, mac(answer.pack()));
    return answer.pack();
  }

  /** ANSI X9.19 with padding 80, of all before the last 16 characters. */
  private static byte[] mac(byte[] packed) throws GeneralSecurityException {
    int covered = packed.length - 16;
    byte[] padded = Arrays.copyOf(packed, (covered / 8 + 1) * 8);
    Arrays.fill(padded, covered, padded.length, (byte) 0);
    padded[covered] = (byte) 0x80;
    Cipher chaining = Cipher.getInstance("DES/CBC/NoPadding");
    chaining.init(Cipher.ENCRYPT_MODE, key(0), new IvParameterSpec(new byte[8]));
    byte[] chained = chaining.doFinal(padded);
    byte[] last = Arrays.copyOfRange(chained, chained.length - 8, chained.length);
    Cipher back = Cipher.getInstance("DES/ECB/NoPadding");
    back.init(Cipher.DECRYPT_MODE, key(8));
    Cipher again = Cipher.getInstance("DES/ECB/NoPadding");
    again.init(Cipher.ENCRYPT_MODE, key(0));
    return again.doFinal(back.doFinal(last));
  }

  private static SecretKeySpec key(int from) {
    return new SecretKeySpec(MASTER_KEY, from, 8, "DES");
  }

  private Payment charge(String key) throws Exception {
    Payment started =
        agent
            .start(TerminalOnBench.swipeOrder(1234), key, key.getBytes(US_ASCII))
            .get(10, TimeUnit.SECONDS)
            .payment();
    return agent.whenFinal(started.id(), Duration.ofSeconds(30)).get(40, TimeUnit.SECONDS);
  }

  private ISOMsg next(String mti) throws Exception {
    ISOMsg message = received.poll(20, TimeUnit.SECONDS);
    assertEquals(mti, message.getMTI());
    return message;
  }

  @Test
  void a_sale_is_confirmed_under_the_master_key_after_a_sign_in_without_keys() throws Exception {
    assertEquals("001", next("0800").getString(70));
    Payment sale = charge("a");
    assertEquals(State.CONFIRMED, sale.state());
    assertEquals("1234", Long.toString(Long.parseLong(next("0200").getString(4))));
    assertTrue(agent.status().get(10, TimeUnit.SECONDS).signedIn());
  }

  @Test
  void a_lost_answer_is_reversed_under_the_master_key() throws Exception {
    next("0800");
    forgetsAnswers = true;
    Payment sale = charge("a");
    assertEquals(State.CONFIRMED, sale.state());
    assertEquals(2, sale.attempts().size());
    ISOMsg original = next("0200");
    assertEquals("301", next("0800").getString(70));
    ISOMsg reversal = next("0400");
    assertEquals(original.getString(11), reversal.getString(11));
    next("0200");
  }

  @Test
  void signing_off_is_said_to_the_host_and_the_next_sale_signs_in_first() throws Exception {
    next("0800");
    charge("a");
    next("0200");
    assertFalse(agent.signOff().get(30, TimeUnit.SECONDS).signedIn());
    ISOMsg off = next("0800");
    assertEquals("002", off.getString(70));
    assertEquals(State.CONFIRMED, charge("b").state());
    assertEquals("001", next("0800").getString(70));
    next("0200");
  }
}
