package org.tillkeeper.agent.words;

/** What a bundle says to who unpacks it without this software. */
public final class BundleText {
  private static final Bilingual README =
      new Bilingual(
          """
          支付终端的记录，由终端自己的密钥签名。

          是否完整？有本软件时：tillkeeper verify 文件
          没有本软件时，在本文件夹中：
            sha256sum -c MANIFEST.sha256
            openssl pkeyutl -verify -pubin -inkey device.pem -rawin -in MANIFEST.sha256 -sigfile MANIFEST.sha256.sig
            minisign -V -p device.minisign.pub -m MANIFEST.sha256
          本文件夹中的公钥只证明签名后没有改动。是不是那台终端的密钥，看指纹：
          终端的收银页面和 tillkeeper status 显示同一指纹：
            openssl pkey -pubin -in device.pem -outform DER | sha256sum

          bundle.json      终端、时间、版本、历史到哪里为止、缺了什么
          evidence.json    仅单笔证据包有：收单机构要的内容
          payments.*       每行一笔交易，金额以最小单位（分）计
          history.*        账本历史的每一行及其散列；算法见英文部分
          frames.*         线路上的报文，已去除敏感内容
          logs/            日志
          卡号一律屏蔽；不含密钥、磁道和密码块。
          """,
          """
          What a payment terminal knows, signed by the terminal's own key.

          Is it whole? With this software: tillkeeper verify FILE
          Without it, in this folder:
            sha256sum -c MANIFEST.sha256
            openssl pkeyutl -verify -pubin -inkey device.pem -rawin -in MANIFEST.sha256 -sigfile MANIFEST.sha256.sig
            minisign -V -p device.minisign.pub -m MANIFEST.sha256
          The key in this folder shows that nothing was changed since it was signed. Whose key it
          is shows its fingerprint, which the terminal tells on its page and with 'tillkeeper
          status':
            openssl pkey -pubin -in device.pem -outform DER | sha256sum

          bundle.json      terminal, time, versions, where the history ended, what was left out
          evidence.json    in a bundle of one payment alone: what an acquirer asks for
          payments.*       a payment a line; amounts in the minor unit (fen)
          history.*        every row of the ledger's history with its hash. A hash is SHA-256 over
                           the hash before (32 bytes), seq, paymentSeq, at (8 bytes each), attempt,
                           length of kind (4 each), kind, length of message (4), message;
                           big-endian, UTF-8
          frames.*         what the line carried, without its secrets
          logs/            the log
          Card numbers are masked everywhere. There are no keys, tracks or PIN blocks in it.
          """);

  private BundleText() {}

  /** Its README.txt: Chinese, then English. */
  public static String readme() {
    return README.zh() + "\n----\n\n" + README.en();
  }
}
