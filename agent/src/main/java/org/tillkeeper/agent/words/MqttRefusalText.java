package org.tillkeeper.agent.words;

import java.util.Locale;
import org.tillkeeper.agent.upkeep.Finding;

/** Why the fleet's broker is not told, and by whom that can be mended. */
final class MqttRefusalText {
  private MqttRefusalText() {}

  static Bilingual of(Finding.Fleet found) {
    if (found.ok()) {
      return new Bilingual("终端管理服务器已连接。", "The fleet's broker is told how this terminal stands.");
    }
    String broker = found.broker();
    if (found.connected()) {
      return new Bilingual(
          "终端管理服务器 " + broker + " 不接收部分消息（" + found.trouble() + "）。请核对其权限设置。",
          "The fleet's broker "
              + broker
              + " does not take all of it ("
              + found.trouble()
              + "). Check what it allows this terminal.");
    }
    Bilingual why = found.code().isPresent() ? ofCode(found.code().getAsInt()) : ofEnd(found.how());
    Bilingual text =
        new Bilingual(
            "未连接终端管理服务器 "
                + broker
                + "："
                + why.zh()
                + detail("（", found.detail(), "）")
                + "。会自动重试，收款不受影响。",
            "The fleet's broker "
                + broker
                + " is not reached: "
                + why.en()
                + detail(" (", found.detail(), ")")
                + ". It is tried again by itself; payments are not affected.");
    return found
        .otherServer()
        .map(
            other ->
                text.then(
                    new Bilingual(
                        "服务器要求改用 " + other + "：确认后修改 fleet.url。",
                        "It names another server, "
                            + other
                            + ": it is not followed; change fleet.url if that is right.")))
        .orElse(text);
  }

  private static String detail(String before, String detail, String after) {
    return detail.isEmpty() ? "" : before + detail + after;
  }

  private static Bilingual ofEnd(String how) {
    return switch (how) {
      case "NOT_TRIED" -> new Bilingual("尚未尝试", "not tried yet");
      case "NOT_REACHED" -> new Bilingual("连接失败", "no connection could be made");
      case "SILENT" -> new Bilingual("服务器没有应答", "it does not answer");
      case "NOT_UNDERSTOOD" ->
          new Bilingual("对方不是 MQTT 5 服务器", "the other side does not speak MQTT 5");
      case "FLOODS" -> new Bilingual("服务器发来的消息过多", "it sends too many messages");
      case "CANNOT_SERVE" ->
          new Bilingual("服务器不支持所需功能", "it cannot do what is needed (QoS 1, retained messages)");
      default -> new Bilingual("连接中断", "the connection was lost");
    };
  }

  /** By the reason codes of MQTT 5.0, section 2.4. */
  private static Bilingual ofCode(int code) {
    String hex = String.format(Locale.ROOT, "0x%02X", code);
    Bilingual text =
        switch (code) {
          case 0x84 -> new Bilingual("服务器不支持 MQTT 5", "it does not speak MQTT 5");
          case 0x85 -> new Bilingual("服务器不接受本终端的名称", "it does not take this terminal's name");
          case 0x86, 0x8C ->
              new Bilingual("服务器要求另一种身份验证", "it wants another authentication than a certificate");
          case 0x87 ->
              new Bilingual(
                  "服务器拒绝本终端，请核对证书和权限",
                  "it does not allow this terminal; check certificate and rights");
          case 0x88, 0x89, 0x8B -> new Bilingual("服务器忙或正在停止", "it is busy or shutting down");
          case 0x8A -> new Bilingual("本终端已被服务器禁止", "it has banned this terminal");
          case 0x8D ->
              new Bilingual(
                  "线路太慢，服务器未等到心跳", "the line is slow: no sign of life reached it in time");
          case 0x8E ->
              new Bilingual(
                  "另一台设备用了同一终端号，请查找重复的终端",
                  "another device connected under this terminal's name; look for two with one"
                      + " number");
          case 0x90 ->
              new Bilingual(
                  "服务器不接受主题，请核对 fleet.topic", "it does not take the topic; check fleet.topic");
          case 0x93, 0x96, 0x97, 0x9F ->
              new Bilingual("服务器认为消息太多", "it takes no more for now: too much or too often");
          case 0x95 -> new Bilingual("服务器认为消息太长", "it takes no packet of that size");
          case 0x98 -> new Bilingual("服务器管理员断开了连接", "its administrator has ended the connection");
          case 0x9A -> new Bilingual("服务器不保留消息", "it keeps no retained messages");
          case 0x9B -> new Bilingual("服务器不支持 QoS 1", "it does not support QoS 1");
          case 0x9C, 0x9D -> new Bilingual("服务器已换地址", "it sends its clients to another server");
          case 0xA0 -> new Bilingual("连接时间已到上限", "the longest time of a connection is over");
          default -> new Bilingual("服务器拒绝", "it refuses");
        };
    return new Bilingual(text.zh() + "（" + hex + "）", text.en() + " (" + hex + ")");
  }
}
