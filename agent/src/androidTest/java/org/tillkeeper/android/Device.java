package org.tillkeeper.android;

import android.content.Context;
import android.security.keystore.KeyGenParameterSpec;
import java.io.File;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.Key;
import java.security.KeyStoreSpi;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.crypto.KeyGeneratorSpi;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.robolectric.shadows.ShadowLooper;

/** A device as the tests need it: a Keystore whose keys are bytes, and a folder with files. */
final class Device {
  static final String MASTER_KEY = "0123456789ABCDEFFEDCBA9876543210";

  static final String YAML =
      "terminal: {id: \"00000001\", merchant: \"952718182217875\", currency: CNY, timeZone: Asia/Shanghai}\n"
          + "data: ./data\n"
          + "api: {listen: \"127.0.0.1:0\"}\n"
          + "host:\n"
          + "  dialect: unionpay-pos\n"
          + "  routes: [{name: primary, address: \"127.0.0.1:1\", tls: false}]\n"
          + "  tpdu: \"6000030000\"\n"
          + "  header: \"603100310000\"\n"
          + "keys: {masterKeyFile: ./master.key, ledgerKeyFile: ./ledger.key}\n"
          + "settlement: {at: \"23:30\"}\n"
          + "device: {reader: api}\n";

  private static final Map<String, SecretKey> KEYS = new ConcurrentHashMap<>();

  private Device() {}

  /** A device that was never set up. */
  static void fresh() {
    KEYS.clear();
    Security.removeProvider("AndroidKeyStore");
    Security.addProvider(new FakeKeystore());
  }

  /** The device's key is gone, as after something that should not happen. */
  static void forgetKeys() {
    KEYS.clear();
  }

  /** Somebody puts a file into the app's external folder. */
  static void put(Context context, String name, String text) throws Exception {
    Files.write(
        new File(context.getExternalFilesDir(null), name).toPath(),
        text.getBytes(StandardCharsets.UTF_8));
  }

  static void setUp(Context context) throws Exception {
    put(context, "agent.yaml", YAML);
    put(context, "master.key", MASTER_KEY + "\n");
  }

  /** What other threads do is over within moments; what they have posted is run here. */
  static void await(String what, BooleanSupplier until) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!until.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within a minute: " + what);
      }
      ShadowLooper.idleMainLooper();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    ShadowLooper.idleMainLooper();
  }

  /** In the place of the Android Keystore. */
  private static final class FakeKeystore extends Provider {
    private static final long serialVersionUID = 1L;

    FakeKeystore() {
      super("AndroidKeyStore", "1", "for tests");
      putService(new Spi(this, "KeyStore", "AndroidKeyStore"));
      putService(new Spi(this, "KeyGenerator", "AES"));
    }
  }

  private static final class Spi extends Provider.Service {
    Spi(Provider provider, String type, String algorithm) {
      super(provider, type, algorithm, "of " + type, null, null);
    }

    @Override
    public Object newInstance(Object parameter) {
      return getType().equals("KeyStore") ? new Store() : new Generator();
    }
  }

  private static final class Generator extends KeyGeneratorSpi {
    private String alias = "";

    @Override
    protected void engineInit(SecureRandom random) {}

    @Override
    protected void engineInit(int size, SecureRandom random) {}

    @Override
    protected void engineInit(AlgorithmParameterSpec spec, SecureRandom random) {
      alias = ((KeyGenParameterSpec) spec).getKeystoreAlias();
    }

    @Override
    protected SecretKey engineGenerateKey() {
      SecretKey key = new SecretKeySpec(new SecureRandom().generateSeed(32), "AES");
      KEYS.put(alias, key);
      return key;
    }
  }

  /** Only what is asked of it. */
  private static final class Store extends KeyStoreSpi {
    @Override
    public Key engineGetKey(String alias, char[] password) {
      return KEYS.get(alias);
    }

    @Override
    public Certificate[] engineGetCertificateChain(String alias) {
      return new Certificate[0];
    }

    @Override
    public Certificate engineGetCertificate(String alias) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Date engineGetCreationDate(String alias) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void engineSetKeyEntry(String alias, Key key, char[] password, Certificate[] chain) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void engineSetKeyEntry(String alias, byte[] key, Certificate[] chain) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void engineSetCertificateEntry(String alias, Certificate certificate) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void engineDeleteEntry(String alias) {
      KEYS.remove(alias);
    }

    @Override
    public Enumeration<String> engineAliases() {
      return Collections.enumeration(KEYS.keySet());
    }

    @Override
    public boolean engineContainsAlias(String alias) {
      return KEYS.containsKey(alias);
    }

    @Override
    public int engineSize() {
      return KEYS.size();
    }

    @Override
    public boolean engineIsKeyEntry(String alias) {
      return engineContainsAlias(alias);
    }

    @Override
    public boolean engineIsCertificateEntry(String alias) {
      return false;
    }

    @Override
    public String engineGetCertificateAlias(Certificate certificate) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void engineStore(OutputStream out, char[] password) {}

    @Override
    public void engineLoad(InputStream in, char[] password) {}
  }
}
