package org.tillkeeper.agent.words;

import java.util.Map;
import org.tillkeeper.agent.diagnosis.Condition;

/** What is said of connections to the acquirer: TCP and TLS. */
final class ConnectionText {
  private ConnectionText() {}

  static void addTo(Map<Condition, ConditionText> texts) {
    texts.put(
        Condition.TCP_FINE,
        new ConditionText(
            "可以连到 {address}（{millis} 毫秒）。",
            "{address} can be connected to ({millis} ms).",
            "",
            ""));
    texts.put(
        Condition.TCP_PROVEN,
        new ConditionText(
            "代理的连接本身已证明可达（线路 {route}）。",
            "The agent's own connection proves it (route {route}).",
            "",
            ""));
    texts.put(
        Condition.TCP_OTHER_ROUTE,
        new ConditionText(
            "线路 {route} 不通（{failing}），线路 {works} 可用。",
            "Route {route} does not go ({failing}); route {works} does.",
            "不影响收款；请修复线路 {route}，以免备用线路也断。",
            "Payments go; mend route {route} before the other fails too."));
    texts.put(
        Condition.TCP_REFUSED,
        new ConditionText(
            "{address} 拒绝连接：地址能到达，但该端口没有服务。",
            "{address} refuses connections: it is reached, and nothing serves that port.",
            "核对 host.routes 的地址和端口；无误则请收单机构查看其前置机服务。",
            "Check address and port in host.routes; if they are right, ask the acquirer whether its front end is up."));
    texts.put(
        Condition.TCP_SILENT,
        new ConditionText(
            "连接 {address} 没有任何应答：报文在途中丢失（防火墙、VPN、运营商或收单机构入口）。",
            "Nothing answers at {address}: packets vanish on the way (firewall, VPN, provider, or the acquirer's door).",
            "用手机热点试一次：若通，是店内网络或防火墙；若仍不通，请收单机构核对其 IP 白名单和入口。",
            "Try once by a phone's hotspot: if that goes, it is the shop's network or firewall; if not, have the acquirer check its allow list and its door."));
    texts.put(
        Condition.TCP_UNREACHABLE,
        new ConditionText(
            "{address} 不可达：途中的设备答复到不了（{why}）。",
            "{address} is unreachable: something on the way says so ({why}).",
            "检查 VPN 或专线；联系网络运营商或收单机构。",
            "Check the VPN or private line; call the network provider or the acquirer."));
    texts.put(
        Condition.TCP_RESET,
        new ConditionText(
            "连到 {address} 后立即被对方断开。",
            "{address} takes the connection and ends it at once.",
            "核对地址和端口；请收单机构核对白名单和证书要求。",
            "Check address and port; have the acquirer check its allow list and whether it wants TLS."));
    texts.put(
        Condition.TCP_FAILED,
        new ConditionText(
            "无法连接 {address}：{why}。",
            "{address} cannot be connected to: {why}.",
            "核对 host.routes 和网络。",
            "Check host.routes and the network."));
    texts.put(
        Condition.TCP_UNKNOWN, new ConditionText("未试连接。", "No connection was tried.", "", ""));
    texts.put(
        Condition.TLS_FINE,
        new ConditionText(
            "TLS 正常，证书有效期至 {until}。",
            "TLS is fine; the certificate is valid until {until}.",
            "",
            ""));
    texts.put(
        Condition.TLS_PROVEN,
        new ConditionText("代理的连接本身已证明 TLS 正常。", "The agent's own connection proves TLS.", "", ""));
    texts.put(
        Condition.TLS_PLAIN, new ConditionText("此线路不用 TLS。", "This route has no TLS.", "", ""));
    texts.put(
        Condition.TLS_EXPIRES_SOON,
        new ConditionText(
            "收单机构证书将于 {until} 到期。",
            "The acquirer's certificate expires at {until}.",
            "通知收单机构更换；若固定了公钥，向其索取新指纹。",
            "Tell the acquirer; where its key is pinned, ask for the next pin."));
    texts.put(
        Condition.TLS_EXPIRED_TRUSTED,
        new ConditionText(
            "收单机构证书已于 {until} 过期；tls.ca 里就是这张证书，所以仍被信任。",
            "The acquirer's certificate expired at {until}; it is trusted since tls.ca holds this very certificate.",
            "先核对本机时间；时间无误则请收单机构更换证书，并替换 tls.ca。",
            "Check this device's clock; if it is right, the acquirer has to renew its certificate, and tls.ca needs the new one."));
    texts.put(
        Condition.TLS_CLIENT_EXPIRES_SOON,
        new ConditionText(
            "本终端证书将于 {ownUntil} 到期。",
            "This terminal's certificate expires at {ownUntil}.",
            "向收单机构申请新证书，替换 tls.certificate 和 tls.key。",
            "Get a new one from the acquirer and replace tls.certificate and tls.key."));
    texts.put(
        Condition.TLS_EXPIRED,
        new ConditionText(
            "收单机构证书已于 {until} 过期（{subject}）。",
            "The acquirer's certificate expired at {until} ({subject}).",
            "先核对本机时间；时间无误则请收单机构更换证书。",
            "Check this device's clock; if it is right, the acquirer has to renew its certificate."));
    texts.put(
        Condition.TLS_AUTHORITY_EXPIRED,
        new ConditionText(
            "签发收单机构证书的 CA 证书已过期（{issuer}），收单机构自己的证书有效至 {until}。",
            "The CA certificate behind the acquirer's has expired ({issuer}); its own is valid until {until}.",
            "向收单机构索取新的 CA 证书，替换 tls.ca。",
            "Get the new CA certificate from the acquirer and replace tls.ca."));
    texts.put(
        Condition.TLS_NOT_YET_VALID,
        new ConditionText(
            "收单机构证书要到 {from} 才生效：本机时间可能慢了。",
            "The acquirer's certificate is valid only from {from}: this device's clock may be behind.",
            "核对并校准本机时间；时间无误则联系收单机构。",
            "Check and set this device's clock; if it is right, call the acquirer."));
    texts.put(
        Condition.TLS_OTHER_NAME,
        new ConditionText(
            "证书不是 {name} 的（证书属于 {subject}）。",
            "The certificate is not for {name} (it is for {subject}).",
            "核对 host.routes 的地址；若收单机构用别的域名，设置 tls.serverName。可能连到了别的服务器。",
            "Check the address in host.routes; where the acquirer uses another name, set tls.serverName. It may be another server."));
    texts.put(
        Condition.TLS_OTHER_AUTHORITY,
        new ConditionText(
            "证书不是受信任的 CA 签发的（签发者 {issuer}）。",
            "No trusted authority signed the certificate (issuer {issuer}).",
            "核对 tls.ca 是否为收单机构最新的 CA；公共网络的登录页或中间设备也会这样。",
            "Check that tls.ca is the acquirer's present CA; a network's login page or a box in between looks the same."));
    texts.put(
        Condition.TLS_OTHER_KEY,
        new ConditionText(
            "证书的公钥与固定的指纹不符（{subject}，{why}）。",
            "The certificate's key is not the pinned one ({subject}; {why}).",
            "向收单机构电话核实新指纹后再改 tls.pin；不要照抄上面的指纹。",
            "Have the acquirer confirm its new pin by telephone before you change tls.pin; do not copy the one above."));
    texts.put(
        Condition.TLS_CLIENT_REFUSED,
        new ConditionText(
            "收单机构不接受本终端的证书（{why}）。",
            "The acquirer refuses this terminal's certificate ({why}).",
            "核对 tls.certificate 和 tls.key 是否为收单机构为本终端签发的；请其核实。",
            "Check that tls.certificate and tls.key are those that the acquirer issued for this terminal; ask it."));
    texts.put(
        Condition.TLS_CLIENT_EXPIRED,
        new ConditionText(
            "本终端证书已于 {ownUntil} 过期。",
            "This terminal's certificate expired at {ownUntil}.",
            "向收单机构申请新证书，替换 tls.certificate 和 tls.key。",
            "Get a new one from the acquirer and replace tls.certificate and tls.key."));
    texts.put(
        Condition.TLS_NOT_SPOKEN,
        new ConditionText(
            "对方不使用 TLS。",
            "The other side does not speak TLS.",
            "核对端口；若收单机构此端口不用 TLS，设置 tls: false。",
            "Check the port; where the acquirer has no TLS there, set tls: false."));
    texts.put(
        Condition.TLS_SILENT,
        new ConditionText(
            "TCP 已连上，TLS 握手没有应答。",
            "TCP is connected and the TLS handshake is not answered.",
            "核对端口；可能是中间设备阻断了 TLS，联系网络运营商或收单机构。",
            "Check the port; something in between may block TLS: call the network provider or the acquirer."));
    texts.put(
        Condition.TLS_FAILED,
        new ConditionText(
            "TLS 握手失败：{why}。",
            "The TLS handshake fails: {why}.",
            "把此原文发给收单机构。",
            "Send this text to the acquirer."));
    texts.put(
        Condition.TLS_FILES,
        new ConditionText(
            "TLS 文件不可用：{why}。",
            "A TLS file cannot be used: {why}.",
            "改正该文件。",
            "Correct the file."));
    texts.put(Condition.TLS_UNKNOWN, new ConditionText("未试 TLS。", "TLS was not tried.", "", ""));
  }
}
