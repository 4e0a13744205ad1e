package org.tillkeeper.agent.words;

import java.time.ZoneId;
import java.util.EnumMap;
import java.util.Map;
import org.tillkeeper.agent.diagnosis.Check;
import org.tillkeeper.agent.diagnosis.Condition;
import org.tillkeeper.agent.diagnosis.Diagnosis;
import org.tillkeeper.agent.diagnosis.Observation;

/** What a diagnosis says, and what is to be done. */
public final class DiagnosisText {
  private static final Map<Condition, ConditionText> TEXTS = new EnumMap<>(Condition.class);

  static {
    NetworkText.addTo(TEXTS);
    ConnectionText.addTo(TEXTS);
    AcquirerText.addTo(TEXTS);
    MachineText.addTo(TEXTS);
  }

  private DiagnosisText() {}

  /**
   * What was found.
   *
   * @param zone of the shop, by whose clock times are shown
   */
  public static Bilingual of(Observation seen, ZoneId zone) {
    Bilingual said = said(seen, zone);
    if (seen.condition().isWrong() && seen.followsFrom().isPresent()) {
      Bilingual cause = name(seen.followsFrom().get());
      return new Bilingual(
          "由“" + cause.zh() + "”引起：" + said.zh(), "Follows from " + cause.en() + ": " + said.en());
    }
    return said;
  }

  private static Bilingual said(Observation seen, ZoneId zone) {
    Object zh = seen.evidence().get("saidZh");
    Object en = seen.evidence().get("saidEn");
    if (zh != null && en != null) {
      return new Bilingual(String.valueOf(zh), String.valueOf(en));
    }
    ConditionText text = TEXTS.get(seen.condition());
    if (text.en().isEmpty() && seen.finding().isPresent()) {
      return FindingText.of(seen.finding().get());
    }
    return filled(text.zh(), text.en(), seen, zone);
  }

  /**
   * What to do; both texts are empty where nothing is.
   *
   * @param zone of the shop, by whose clock times are shown
   */
  public static Bilingual whatToDo(Observation seen, ZoneId zone) {
    if (seen.condition().isWrong() && seen.followsFrom().isPresent()) {
      Bilingual cause = name(seen.followsFrom().get());
      return new Bilingual("先解决“" + cause.zh() + "”。", "Mend " + cause.en() + " first.");
    }
    ConditionText text = TEXTS.get(seen.condition());
    return filled(text.doZh(), text.doEn(), seen, zone);
  }

  /** The verdict where nothing is wrong. */
  public static Bilingual fine(Diagnosis diagnosis) {
    return new Bilingual("一切正常，没有发现问题。", "Everything that could be looked at is in order.");
  }

  /** What a check is called. */
  public static Bilingual name(Check check) {
    return switch (check) {
      case CONFIG -> new Bilingual("配置", "configuration");
      case KEYS -> new Bilingual("密钥", "keys");
      case CLOCK -> new Bilingual("时间", "clock");
      case DISK -> new Bilingual("存储", "disk");
      case LEDGER -> new Bilingual("账本", "ledger");
      case WITNESS -> new Bilingual("见证", "witness");
      case INTERFACE -> new Bilingual("网络接口", "interface");
      case ADDRESS -> new Bilingual("IP 地址", "address");
      case GATEWAY -> new Bilingual("网关", "gateway");
      case DNS -> new Bilingual("域名解析", "names");
      case ROUTE -> new Bilingual("路由和 VPN", "route and VPN");
      case TCP -> new Bilingual("连接", "connection");
      case TLS -> new Bilingual("TLS 证书", "TLS");
      case SIGN_IN -> new Bilingual("签到", "sign-in");
      case ECHO -> new Bilingual("线路测试", "echo");
      case LATENCY -> new Bilingual("丢失与延迟", "loss and delay");
      case HOST -> new Bilingual("收单机构系统", "acquirer's host");
      case ACCOUNT -> new Bilingual("商户与服务", "account");
      case BACKLOG -> new Bilingual("积压", "backlog");
      case REVERSALS -> new Bilingual("冲正", "reversals");
      case ATTENTION -> new Bilingual("人工处理", "attention");
      case SETTLEMENT -> new Bilingual("结算", "settlement");
      case SOFTWARE -> new Bilingual("软件", "software");
      case PARAMETERS -> new Bilingual("参数", "parameters");
      case BATTERY -> new Bilingual("电量", "battery");
      case SIGNAL -> new Bilingual("信号", "signal");
      case PRINTER -> new Bilingual("打印机", "printer");
      case SCANNER -> new Bilingual("扫码器", "scanner");
      case TEMPERATURE -> new Bilingual("温度", "temperature");
      case AGENT -> new Bilingual("代理程序", "agent");
    };
  }

  private static Bilingual filled(String zh, String en, Observation seen, ZoneId zone) {
    String chinese = zh;
    String english = en;
    for (Map.Entry<String, Object> one : seen.evidence().entrySet()) {
      String place = "{" + one.getKey() + "}";
      String value = ShopTime.of(one.getValue(), zone);
      chinese = chinese.replace(place, KeyText.chinese(value));
      english = english.replace(place, value);
    }
    return new Bilingual(chinese, english);
  }
}
