package org.tillkeeper.tools.decode;

import java.util.List;
import org.tillkeeper.iso8583.InvalidField;
import org.tillkeeper.iso8583.unionpay.AnswerTexts;
import org.tillkeeper.iso8583.unionpay.BatchRows;
import org.tillkeeper.iso8583.unionpay.Institutions;

/** What the parts of UnionPay POS fields and headers say, as public descriptions have it. */
final class UnionPayMeaning {
  static final int HEADER_DIGITS = 12;

  private final Decoded message;
  private final Language language;
  private final boolean unmask;

  UnionPayMeaning(Decoded message, Language language, boolean unmask) {
    this.message = message;
    this.language = language;
    this.unmask = unmask;
  }

  void header(String header, List<String> lines) {
    String application =
        switch (header.substring(0, 2)) {
          case "60" -> language.say("磁条卡金融", "magnetic stripe, financial");
          case "61" -> language.say("IC 卡金融", "chip, financial");
          case "62" -> language.say("磁条卡增值", "magnetic stripe, value added");
          case "63" -> language.say("IC 卡增值", "chip, value added");
          default -> unknown();
        };
    add(lines, header.substring(0, 2), language.say("应用类别", "application"), application);
    add(lines, header.substring(2, 4), language.say("软件总版本", "software generation"), "");
    String status =
        switch (header.charAt(4)) {
          case '0' -> language.say("正常", "normal");
          case '1' -> language.say("测试", "test");
          default -> unknown();
        };
    add(lines, header.substring(4, 5), language.say("终端状态", "terminal status"), status);
    String order =
        switch (header.charAt(5)) {
          case '0' -> language.say("无", "none");
          case '1' -> language.say("下传终端参数", "download terminal parameters");
          case '2' -> language.say("上送终端状态", "upload terminal status");
          case '3' -> language.say("重新签到", "sign in again");
          case '4' -> language.say("更新公钥", "update public keys");
          case '5' -> language.say("下载 IC 卡参数", "download chip parameters");
          case '6' -> language.say("TMS 参数下载", "download from the terminal management");
          case '7' -> language.say("卡 BIN 黑名单下载", "download the list of refused card ranges");
          default -> unknown();
        };
    add(lines, header.substring(5, 6), language.say("处理要求", "order to the terminal"), order);
    add(lines, header.substring(6), language.say("软件分版本", "manufacturer's version"), "");
  }

  void of(int number, String value, List<String> lines) {
    switch (number) {
      case 3 -> processingCode(value, lines);
      case 22 -> entryMode(value, lines);
      case 25 -> condition(value, lines);
      case 44 -> institutions(value, lines);
      case 48 -> totalsAndRows(value, lines);
      case 53 -> security(value, lines);
      case 59 -> entries(value, lines);
      case 60 -> typeAndBatch(value, lines);
      case 61 -> original(value, lines);
      case 62 -> keysAndParameters(value, lines);
      case 63 -> texts(value, lines);
      default -> {}
    }
  }

  private void processingCode(String value, List<String> lines) {
    if (value.length() < 2) {
      return;
    }
    String kind =
        switch (value.substring(0, 2)) {
          case "00", "19" -> language.say("消费", "purchase");
          case "03" -> language.say("预授权", "pre-authorisation");
          case "20" -> language.say("撤销或退货", "void or refund");
          case "31" -> language.say("余额查询", "balance");
          case "60", "62", "63" -> language.say("圈存", "load");
          default -> "";
        };
    if (!kind.isEmpty()) {
      lines.add(kind);
    }
  }

  private void entryMode(String value, List<String> lines) {
    if (value.length() != 3) {
      return;
    }
    String how =
        switch (value.substring(0, 2)) {
          case "01" -> language.say("手工输入", "typed");
          case "02" -> language.say("磁条", "magnetic stripe");
          case "03", "04" -> language.say("二维码", "QR code");
          case "05" -> language.say("插卡", "contact chip");
          case "07" -> language.say("非接快速支付", "contactless");
          case "80", "95" -> language.say("降级为磁条", "stripe after a chip failed");
          case "91" -> language.say("非接磁条", "contactless stripe");
          case "92" -> language.say("电话预约", "reserved by phone");
          case "96" -> language.say("手机", "mobile");
          case "98" -> language.say("非接完整流程", "contactless, full");
          default -> unknown();
        };
    String pin =
        switch (value.charAt(2)) {
          case '1' -> language.say("有密码", "PIN entered");
          case '2' -> language.say("无密码", "no PIN");
          default -> unknown();
        };
    add(lines, value.substring(0, 2), how, "");
    add(lines, value.substring(2), pin, "");
  }

  private void condition(String value, List<String> lines) {
    lines.add(
        switch (value) {
          case "00" -> language.say("正常", "normal");
          case "06" -> language.say("预授权", "pre-authorisation");
          case "08" -> language.say("邮购", "mail order");
          case "18" -> language.say("邮购预授权", "mail order, pre-authorisation");
          case "60" -> language.say("追加预授权", "added pre-authorisation");
          case "64" -> language.say("分期", "instalments");
          case "65" -> language.say("积分", "points");
          case "67" -> language.say("预约", "reservation");
          case "82" -> language.say("冲正", "reversal");
          case "91" -> language.say("电子现金", "electronic cash");
          case "99" -> language.say("扫码", "QR code");
          default -> unknown();
        });
  }

  private void institutions(String value, List<String> lines) {
    try {
      Institutions read = Institutions.parse(value);
      add(lines, "44.1", language.say("发卡机构", "issuer"), read.issuer());
      add(lines, "44.2", language.say("收单机构", "acquirer"), read.acquirer());
      if (!read.rest().isEmpty()) {
        add(lines, "44.3", language.say("其他", "more"), read.rest());
      }
    } catch (InvalidField e) {
      // Shorter than the two, or something else altogether: the value stands above as it is.
      return;
    }
  }

  private void texts(String value, List<String> lines) {
    if (value.length() < 3) {
      return;
    }
    boolean operator = message.mti().matches("0[58]00");
    add(
        lines,
        "63.1",
        operator ? language.say("操作员", "operator") : language.say("卡组织", "card organisation"),
        Masking.text(value.substring(0, 3)).trim());
    try {
      AnswerTexts read = AnswerTexts.parse(value);
      text(lines, "63.2.1", language.say("发卡机构", "issuer"), read.issuer());
      text(lines, "63.2.2", language.say("银联中心", "UnionPay"), read.centre());
      text(lines, "63.2.3", language.say("收单机构", "acquirer"), read.acquirer());
    } catch (InvalidField e) {
      // Longer than its parts: the value stands above as it is.
      return;
    }
  }

  private void text(List<String> lines, String part, String name, String value) {
    if (!value.isEmpty()) {
      add(lines, part, name, shown(message.dialect().readable(63, value), true));
    }
  }

  private void totalsAndRows(String value, List<String> lines) {
    String type = message.fields().getOrDefault(60, "");
    if (message.mti().startsWith("03") && management().equals("201")) {
      rows(value, lines);
    } else if (message.mti().startsWith("03") && management().matches("207|202")) {
      add(lines, value, language.say("已上送笔数", "payments uploaded"), "");
    } else if (message.mti().startsWith("02") && type.startsWith("34")) {
      String currency = message.fields().getOrDefault(49, "");
      Money.shown(value, currency).forEach(money -> lines.add(language.say("小费 ", "tip ") + money));
    } else {
      totals(value, lines);
    }
  }

  private void rows(String value, List<String> lines) {
    try {
      for (BatchRows.Row row : BatchRows.parse(value).rows()) {
        lines.add(
            language.say("流水号 ", "STAN ")
                + row.stan()
                + ", "
                + (row.foreign() ? language.say("外卡", "foreign") : language.say("内卡", "domestic"))
                + ", "
                + (unmask ? row.pan() : Masking.pan(row.pan()))
                + ", "
                + row.amount());
      }
    } catch (InvalidField e) {
      lines.add(e.getMessage());
    }
  }

  private void totals(String value, List<String> lines) {
    if (!message.mti().startsWith("05") || !value.matches("[0-9]{62}")) {
      return;
    }
    String[] cards = {language.say("内卡", "domestic"), language.say("外卡", "foreign")};
    for (int i = 0; i < 2; i++) {
      String part = value.substring(31 * i, 31 * i + 31);
      lines.add(
          cards[i]
              + language.say("：借记 ", ": debit ")
              + part.substring(0, 12)
              + " x"
              + part.substring(12, 15)
              + language.say("，贷记 ", ", credit ")
              + part.substring(15, 27)
              + " x"
              + part.substring(27, 30)
              + language.say("，对账 ", ", result ")
              + part.charAt(30)
              + switch (part.charAt(30)) {
                case '1' -> language.say("（平）", " (agrees)");
                case '2' -> language.say("（不平）", " (differs)");
                case '3' -> language.say("（出错）", " (failed)");
                default -> "";
              });
    }
  }

  private void security(String value, List<String> lines) {
    if (value.length() < 3) {
      return;
    }
    String pin =
        switch (value.charAt(0)) {
          case '0' -> language.say("无密码", "no PIN");
          case '1' -> language.say("密码不带主账号", "PIN block without PAN");
          case '2' -> language.say("密码带主账号", "PIN block with PAN");
          default -> unknown();
        };
    String algorithm =
        switch (value.charAt(1)) {
          case '0' -> "DES";
          case '3' -> "SM4";
          case '6' -> "3DES";
          default -> unknown();
        };
    String track =
        value.charAt(2) == '1'
            ? language.say("磁道加密", "tracks encrypted")
            : language.say("磁道明文", "tracks in clear");
    lines.add(pin + ", " + algorithm + ", " + track);
  }

  private void typeAndBatch(String value, List<String> lines) {
    part(lines, value, 0, 2, "60.1", language.say("消息类型码", "message type"));
    part(lines, value, 2, 8, "60.2", language.say("批次号", "batch"));
    part(lines, value, 8, 11, "60.3", language.say("网络管理信息码", "network management"));
    part(lines, value, 11, 12, "60.4", language.say("终端读取能力", "read capability"));
    part(lines, value, 12, 13, "60.5", language.say("IC 卡条件码", "chip condition"));
    part(lines, value, 13, 14, "60.6", language.say("部分承兑", "partial approval"));
    part(lines, value, 14, 17, "60.7", language.say("账户类型", "account type"));
  }

  private void original(String value, List<String> lines) {
    part(lines, value, 0, 6, "61.1", language.say("原批次号", "original batch"));
    part(lines, value, 6, 12, "61.2", language.say("原流水号", "original STAN"));
    part(lines, value, 12, 16, "61.3", language.say("原日期", "original date"));
    part(lines, value, 16, 18, "61.4", language.say("授权方式", "authorisation mode"));
    part(lines, value, 18, 29, "61.5", language.say("授权机构", "authorising institution"));
  }

  private void entries(String value, List<String> lines) {
    Tlv.Entries read = Tlv.text(value);
    for (Tlv entry : read.entries()) {
      String name =
          switch (entry.tag()) {
            case "A1" -> language.say("SM4 密码", "SM4 PIN block");
            case "A2" -> language.say("终端信息", "terminal");
            case "A3" -> language.say("二维码", "QR code");
            case "A4" -> language.say("付款凭证码", "payment voucher");
            case "A5" -> language.say("位置", "location");
            default -> "";
          };
      // Only what is known to be harmless is shown; an unknown tag may hold anything.
      boolean harmless = entry.tag().equals("A4") || entry.tag().equals("A5");
      add(lines, entry.tag(), name, shown(entry.value(), harmless));
      if (entry.tag().equals("A2")) {
        terminal(entry.value(), lines);
      }
    }
    rest(read.rest(), lines);
  }

  private void terminal(String value, List<String> lines) {
    Tlv.Entries read = Tlv.text(value);
    for (Tlv entry : read.entries()) {
      String name =
          switch (entry.tag()) {
            case "01" -> language.say("设备类型", "device type");
            case "02" -> language.say("硬件序列号", "hardware serial number");
            case "03" -> language.say("加密随机因子", "factor");
            case "04" -> language.say("密文", "ciphertext");
            case "05" -> language.say("应用版本", "application's version");
            default -> "";
          };
      // The factor is the end of a card number, and an unknown tag may hold anything.
      boolean harmless = entry.tag().matches("0[125]");
      add(lines, "A2." + entry.tag(), name, shown(entry.value(), harmless));
    }
    rest(read.rest(), lines);
  }

  private void keysAndParameters(String hex, List<String> lines) {
    String text = Explanation.characters(hex);
    String management = management();
    if (text.startsWith("Sequence No")) {
      lines.add(Masking.text(text));
      return;
    }
    boolean answer = message.mti().equals("0810");
    if (answer && management.matches("00[1-6]")) {
      int bytes = hex.length() / 2;
      int slot = bytes == 24 ? 12 : bytes == 56 || bytes == 84 ? 28 : 20;
      String[] names = {"PIK", "MAK", "TDK"};
      for (int i = 0; i < 3 && 2 * slot * (i + 1) <= hex.length(); i++) {
        String key = hex.substring(2 * slot * i, 2 * slot * (i + 1) - 8);
        String check = hex.substring(2 * slot * (i + 1) - 8, 2 * slot * (i + 1));
        lines.add(names[i] + " = " + shown(key, false) + ", KCV " + check);
      }
      return;
    }
    boolean publicKeys = management.matches("37[0-2]|38[0-2]");
    if (publicKeys) {
      Tlv.Entries read = Tlv.ber(hex.matches("3[0-3].*") ? hex.substring(2) : hex);
      read.entries().forEach(entry -> add(lines, entry.tag(), "", shown(entry.value(), true)));
      return;
    }
    Tlv.Entries bytes = hex.startsWith("5F0") ? Tlv.ber(hex) : new Tlv.Entries(List.of(), hex);
    if (bytes.rest().isEmpty()) {
      for (Tlv entry : bytes.entries()) {
        String name =
            switch (entry.tag()) {
              case "5F01" -> language.say("付款码", "QR code");
              case "5F03" -> language.say("时间", "time");
              case "5F04" -> language.say("日期", "date");
              default -> "";
            };
        boolean harmless = entry.tag().matches("5F0[34]");
        add(lines, entry.tag(), name, shown(Explanation.characters(entry.value()), harmless));
      }
      return;
    }
    Tlv.Entries read = Tlv.text(text);
    for (Tlv entry : read.entries()) {
      add(lines, entry.tag(), "", shown(entry.value(), management.equals("360")));
    }
    if (!read.entries().isEmpty()) {
      rest(read.rest(), lines);
    }
  }

  private String management() {
    String type = message.fields().getOrDefault(60, "");
    return type.length() < 11 ? "" : type.substring(8, 11);
  }

  private String shown(String value, boolean harmless) {
    return unmask ? value : harmless ? Masking.text(value) : Masking.all(value);
  }

  private void rest(String rest, List<String> lines) {
    if (!rest.isEmpty()) {
      lines.add(
          language.say(
              "其后 " + rest.length() + " 个字符不是 TLV",
              rest.length() + " characters behind that are no TLV"));
    }
  }

  private static void part(
      List<String> lines, String value, int from, int to, String number, String name) {
    if (value.length() >= to) {
      add(lines, number, name, value.substring(from, to));
    }
  }

  private static void add(List<String> lines, String what, String name, String value) {
    lines.add(what + (name.isEmpty() ? "" : " " + name) + (value.isEmpty() ? "" : " = " + value));
  }

  private String unknown() {
    return language.say("未知", "unknown");
  }
}
