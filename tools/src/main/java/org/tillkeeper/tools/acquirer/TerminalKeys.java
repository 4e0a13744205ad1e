package org.tillkeeper.tools.acquirer;

import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jpos.iso.ISOException;
import org.jpos.iso.ISOMsg;
import org.tillkeeper.iso8583.MacAlgorithm;
import org.tillkeeper.iso8583.security.KeyCheckFailed;

/**
 * Each terminal's working keys, and the MACs made with them. To be used while holding the ledger's
 * monitor, except {@link #sign}.
 */
final class TerminalKeys {
  private static final int MAC_VALUE_BYTES = 8;

  /** What MACs are made with. */
  private record MacKey(byte[] mak, MacAlgorithm algorithm) {}

  private final Protocol protocol;
  private final AcquirerLedger ledger;
  private final Random random;
  private final int makBytes;
  private final Map<String, MacKey> keys = new HashMap<>();

  TerminalKeys(Protocol protocol, AcquirerLedger ledger, Random random, int makBytes) {
    this.protocol = protocol;
    this.ledger = ledger;
    this.random = random;
    this.makBytes = makBytes;
  }

  /**
   * Takes a terminal's keys from the ledger, or the ones it was configured with.
   *
   * @throws KeyCheckFailed if they were made under another master key
   */
  void load(AcquirerSettings.Registered terminal) throws SQLException, KeyCheckFailed {
    if (terminal.hasFixedMak()) {
      keys.put(terminal.id, new MacKey(terminal.fixedMak(), protocol.macAlgorithm("")));
      return;
    }
    AcquirerLedger.Terminal row = ledger.terminal(terminal.id);
    if (row.keyBlock().isPresent()) {
      put(terminal, row.keyBlock().get(), row.keyLayout());
    }
  }

  private void put(AcquirerSettings.Registered terminal, byte[] block, String layout)
      throws KeyCheckFailed {
    byte[] mak = KeyBlock.mak(block, layout, terminal.masterKey());
    keys.put(terminal.id, new MacKey(mak, protocol.macAlgorithm(layout)));
  }

  /** New keys, from now on in force; the block as it is sent. */
  byte[] renew(AcquirerSettings.Registered terminal, String layout) throws SQLException {
    byte[] block = KeyBlock.fresh(layout, makBytes, terminal.masterKey(), random);
    ledger.signedIn(terminal.id, block, layout);
    try {
      put(terminal, block, layout);
    } catch (KeyCheckFailed e) {
      throw new IllegalStateException("keys just made can be opened", e);
    }
    return block;
  }

  void forget(AcquirerSettings.Registered terminal) throws SQLException {
    ledger.signedOff(terminal.id);
    if (!terminal.hasFixedMak()) {
      keys.remove(terminal.id);
    }
  }

  boolean has(String terminal) {
    return keys.containsKey(terminal);
  }

  /** Whether a request's MAC is there and right. */
  boolean isRight(Request request) {
    MacKey key = keys.get(request.terminal());
    int field = protocol.macField(request.message());
    return request.message().hasField(field)
        && MessageDigest.isEqual(
            request.bytes(field), key.algorithm.compute(key.mak, covered(request.body())));
  }

  /** The answer with its MAC. */
  Answer signed(ISOMsg message, String terminal) throws ISOException {
    MacKey key = keys.get(terminal);
    Answer answer = new Answer(message, key.mak, key.algorithm);
    sign(answer, message);
    return answer;
  }

  /** Puts a right MAC into a message, made as that of an answer. */
  void sign(Answer like, ISOMsg message) throws ISOException {
    message.setPackager(protocol.packager());
    int field = protocol.macField(message);
    message.set(field, new byte[MAC_VALUE_BYTES]);
    message.set(field, like.algorithm().compute(like.mak(), covered(message.pack())));
  }

  /** The bytes a MAC covers: the packed message up to its last field, the MAC. */
  private byte[] covered(byte[] body) {
    byte[] covered = new byte[Math.max(0, body.length - protocol.macBytes())];
    System.arraycopy(body, 0, covered, 0, covered.length);
    return covered;
  }
}
