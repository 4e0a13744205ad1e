package org.tillkeeper.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tillkeeper.agent.host.TlsSettings;

/** Which broker a terminal reports to, under which topic, and what may be asked of it. */
class FleetConfigTest extends WrittenConfig {
  @Test
  void a_fleet_is_reported_to_by_tls_with_the_files_of_the_sample() throws Exception {
    AgentConfig.Fleet fleet = read(SAMPLE).fleet().get();
    assertEquals("broker", fleet.host());
    assertEquals(8883, fleet.port());
    assertEquals("tillkeeper/952718182217875/00000001", fleet.topic());
    assertEquals(List.of(), fleet.allow(), "nothing may be asked unless the file says so");
    TlsSettings tls = fleet.tls().get();
    assertEquals(canonical("f-ca.pem"), tls.caFile().get().getCanonicalFile());
    assertEquals(canonical("f.pem"), tls.certificateFile().get().getCanonicalFile());
    assertEquals(canonical("f.key"), tls.keyFile().get().getCanonicalFile());
    assertEquals(Optional.empty(), read(SHORTEST).fleet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{url: \"mqtts://b.example\"} | b.example | 8883 | true |"
            + " tillkeeper/952718182217875/00000001 | []",
        "{url: \"mqtt://127.0.0.1\"} | 127.0.0.1 | 1883 | false |"
            + " tillkeeper/952718182217875/00000001 | []",
        "{url: \"mqtt://[::1]:7\", topic: \"x/{terminal}\"} | ::1 | 7 | false | x/00000001 | []",
        "{url: \"mqtts://10.0.0.1:9\", topic: \"a.b/T-{terminal}\", allow: [digest, bundle]} |"
            + " 10.0.0.1 | 9 | true | a.b/T-00000001 | [digest, bundle]"
      })
  void a_fleet_may_be_said_shortly(
      String said, String host, int port, boolean secure, String topic, String allow)
      throws Exception {
    AgentConfig.Fleet fleet = read(SHORTEST + "fleet: " + said + "\n").fleet().get();
    assertEquals(host, fleet.host());
    assertEquals(port, fleet.port());
    assertEquals(secure, fleet.tls().isPresent());
    assertEquals(topic, fleet.topic());
    assertEquals(allow, fleet.allow().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | fleet.url: is missing; the broker, such as mqtts://broker.example:8883",
        "{url: \"mqtt://b.example\"} | fleet.url: \"mqtt://b.example\" must be mqtts: over plain"
            + " mqtt whoever is on the way",
        "{url: \"mqtt://127.0.0.1.example\"} | must be mqtts",
        "{url: \"http://b.example\"} | fleet.url: \"http://b.example\" must be mqtts://HOST or"
            + " mqtts://HOST:PORT",
        "{url: \"mqtts://u:p@b.example\"} | must be mqtts://HOST",
        "{url: \"mqtts://b.example/x\"} | must be mqtts://HOST",
        "{url: \"mqtts://b.example?x\"} | must be mqtts://HOST",
        "{url: \"mqtts://b.example#x\"} | must be mqtts://HOST",
        "{url: \"mqtts://b.example:0\"} | must be mqtts://HOST",
        "{url: \"mqtts://b.example:65536\"} | must be mqtts://HOST",
        "{url: \"mqtts:///x\"} | must be mqtts://HOST",
        "{url: \"not one\"} | must be mqtts://HOST",
        "{url: \"mqtts://b\", certificate: f.pem} | fleet.key: is missing; a client certificate"
            + " needs its private key",
        "{url: \"mqtts://b\", key: f.key} | fleet.certificate: is missing; a private key needs its"
            + " certificate",
        "{url: \"mqtts://b\", ca: none.pem} | fleet.ca: none.pem must be a PEM file that can be"
            + " read",
        "{url: \"mqtt://127.0.0.1\", ca: f-ca.pem} | fleet.ca: f-ca.pem must be left out: mqtt://"
            + " is plain",
        "{url: \"mqtts://b\", topic: \"a/+/{terminal}\"} | fleet.topic: \"a/+/{terminal}\" must be"
            + " words of letters, digits, dots, - and _ with / between them",
        "{url: \"mqtts://b\", topic: \"#\"} | no + and no #",
        "{url: \"mqtts://b\", topic: \"$SYS/{terminal}\"} | must be words",
        "{url: \"mqtts://b\", topic: \"a//{terminal}\"} | must be words",
        "{url: \"mqtts://b\", topic: \"/{terminal}\"} | must be words",
        "{url: \"mqtts://b\", topic: \"a/{merchant}\"} | must contain {terminal}: two terminals"
            + " must not share a topic",
        "{url: \"mqtts://b\", topic: \"a/{shop}/{terminal}\"} | must be words",
        "{url: \"mqtts://b\", allow: [pay]} | fleet.allow[0]: pay must be one of bundle, log-level,"
            + " digest",
        "{url: \"mqtts://b\", allow: [digest, digest]} | fleet.allow[1]: digest is there twice",
        "{url: \"mqtts://b\", allow: []} | fleet.allow: has 0 entries; allowed: 1 to 3",
        "{url: \"mqtts://b\", user: x} | fleet.user: unknown key; allowed here: url, certificate,"
            + " key, ca, topic, allow"
      })
  void a_fleet_that_cannot_be_used_is_refused_with_what_is_allowed(String said, String refused)
      throws Exception {
    String message = refusal(write(SHORTEST + "fleet: " + said + "\n"));
    assertTrue(message.contains(refused), message);
  }

  @Test
  void a_terminal_whose_name_no_topic_may_have_reports_to_no_fleet() throws Exception {
    String fleet = "fleet: {url: \"mqtts://b\"}\n";
    String message = refusal(write(SHORTEST.replace("00000001", "0000/0+1") + fleet));
    assertTrue(message.contains("needs a terminal.id of letters, digits"), message);
    message = refusal(write(SHORTEST.replace("952718182217875", "95271818221787#") + fleet));
    assertTrue(message.contains("needs a terminal.merchant of letters, digits"), message);
  }
}
