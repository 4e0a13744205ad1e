package org.tillkeeper.iso8583;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DialectFileTest {
  private static String shipped;

  @BeforeAll
  static void read() throws Exception {
    try (InputStream in = Dialect.class.getResourceAsStream("unionpay-pos.yaml")) {
      shipped = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void a_dialect_is_found_by_name_and_read_once() {
    assertEquals("unionpay-pos", Dialect.named("unionpay-pos").name());
    assertSame(Dialect.named("unionpay-pos"), Dialect.named("unionpay-pos"));
    assertEquals(
        "no dialect is named 'iso2003'; allowed: unionpay-pos, iso1987-ascii, iso1993-binary",
        assertThrows(IllegalArgumentException.class, () -> Dialect.named("iso2003")).getMessage());
  }

  /** An acquirer that wants its own code for a purchase, another header and no MAC on reversals. */
  @Test
  void an_integrators_own_file_changes_the_wire_without_java() throws Exception {
    Dialect mine =
        Dialect.read(
            changed("name: unionpay-pos", "name: my-acquirer")
                .replace("header: \"603100310000\"", "header: \"613200324605\"")
                .replace("3: \"{sale.processingCode}\"", "3: \"190000\"")
                .replace("messages: [\"01\", \"02\", \"04\", \"06\"]", "messages: [\"02\"]"),
            "mine.yaml");
    Map<Element, String> values = new EnumMap<>(Element.class);
    values.put(Element.ENTRY, "qr");
    values.put(Element.AMOUNT, "1");
    values.put(Element.STAN, "000001");
    values.put(Element.BATCH, "000001");
    values.put(Element.TERMINAL, "00000001");
    values.put(Element.MERCHANT, "952718182217875");
    values.put(Element.CURRENCY, "156");
    values.put(Element.QR_CODE, "6212345678901234567");
    values.put(Element.REVERSAL_REASON, "98");

    Message sale = mine.request(Kind.SALE, values);
    byte[] reversal =
        mine.pack(
            mine.reversal(Kind.SALE, values),
            (algorithm, input) -> {
              throw new AssertionError("no MAC is wanted");
            });

    assertEquals("my-acquirer", mine.name());
    assertEquals("190000", sale.field(3).orElseThrow());
    assertEquals("613200324605", mine.unpack(reversal).header());
    assertFalse(mine.unpack(reversal).fields().containsKey(64));
  }

  @Test
  void a_mistake_in_a_file_is_named_with_its_place_and_what_is_allowed() {
    assertWrong(
        "besides: {\"60[9-11]\"",
        "besides: {\"99\"",
        "mac.besides.99 is '99'; allowed: fields of the table");
    assertWrong(
        "besides: {\"60[9-11]\": [\"800\"]}",
        "besides: {}",
        "mac.besides is '0 places'; allowed: one place and its values");
    assertWrong(
        "FF02: {hex: ",
        "FF02: {hexx: ",
        "unknown key messages.signature.fields.55.tlv.FF02.hexx; allowed: hex");
    assertWrong("framing:", "faming:", "mine.yaml: unknown key faming; allowed: name, framing");
    assertWrong("max: 4096", "max: 99999", "framing.body.max is '99999'; allowed: 21 to 65535");
    assertWrong("min: 21", "min: many", "framing.body.min is 'many'; allowed: 1 to 65535");
    assertWrong("\"6000030000\"", "60000300G0", "framing.tpdu is '60000300G0'; allowed: hex");
    assertWrong("format: n 6}", "format: m 6}", "fields.3.format is 'm 6'; allowed: TYPE LENGTH");
    assertWrong("n LL 19", "n LLLL 19", "fields.2.format is 'n LLLL 19'; allowed: TYPE LENGTH");
    assertWrong(
        "n LL 19", "n LL 190", "fields.2.format is 'n LL 190'; allowed: a length of 1 to 99");
    assertWrong("pad: left", "pad: middle", "fields.23.pad is 'middle'; allowed: left, right");
    assertWrong("  2: {name", "  1: {name", "fields.1 is '1'; allowed: field numbers 2 to 64 and");
    assertWrong("charset: GBK", "charset: UTF-16", "fields.63.charset is 'UTF-16'; allowed: GBK");
    assertWrong("  pan: \"2\"", "  pam: \"2\"", "elements.pam is '2'; allowed: one of pan, amount");
    assertWrong("60[3-8]", "60[8-3]", "elements.batch is '60[8-3]'; allowed: FIELD");
    assertWrong("59/A3:{", "58/A3/9:{", "elements.qrCode is '58/A3/9:3'; allowed: FIELD");
    assertWrong("pan: \"2\"", "pan: \"65\"", "elements.pan is '65'; allowed: fields of the table");
    assertWrong("  signIn:", "  singIn:", "unknown key messages.singIn; allowed: signIn, signOff");
    assertWrong("mti: \"0800\"", "mti: 800", "messages.signIn.mti is '800'; allowed: 4 digits");
    assertWrong("{amount:12}", "{amout:12}", "sale.fields.4 is '{amout:12}'; allowed: one of pan");
    assertWrong("{amount:12}", "{amount:x}", "allowed: behind the colon a number of digits");
    assertWrong("{amount:12}", "{amount:12", "allowed: a closing brace");
    assertWrong("{qr.entryMode}", "{qr.entry}", "is '{qr.entry}'; allowed: one of the options");
    assertWrong(
        "{pinBlock?1:2}\"\n      35: \"{track2}\"", "{pinBlock?1}\"", "allowed: {element?text");
    assertWrong("if entry is qr", "if entry was qr", "allowed: ELEMENT, or ELEMENT is VALUE");
    assertWrong("if entry is qr", "when qr", "allowed: mti, repeat, reversal, fields, if ELEMENT");
    assertWrong(
        "{ascii: ", "{utf8: ", "unknown key messages.signIn.fields.62.utf8; allowed: ascii, tlv");
    assertWrong("{tlv: {5F01:", "{tlv: {QR:", "62.tlv.QR is 'QR'; allowed: tags of 1 to 3 bytes");
    assertWrong(
        "\"59:{field59.lengthDigits}\": [A2",
        "\"59:4\": [A2",
        "is '59:4'; allowed: FIELD, or FIELD:2");
    assertWrong("layout: DES", "layout: AES", "keys.layout is 'AES'; allowed: DES, TRIPLE_LENGTH");
    assertWrong("if keys.bytes is 24", "if pan is 24", "keys.if pan is 24 is 'if pan is 24'");
    assertWrong(
        "keep: &kept [2,",
        "keep: &kept [5,",
        "messages.sale.reversal.keep is '5'; allowed: fields of");
    assertWrong("\"{mac.algorithm}\"", "CBC", "mac.algorithm is 'CBC'; allowed: UNIONPAY_ECB");
    assertWrong("field: 64", "field: 52", "mac.field is '52'; allowed: the table's last field");
    assertWrong("from: mti", "from: length", "mac.from is 'length'; allowed: tpdu, header, mti");
    assertWrong("[\"10\"]", "[\"11\"]", "is '11'; allowed: each code in one set");
    assertWrong("  \"94\": {", "  \"95\": {", "responseCodes.94 is 'missing'; allowed: a text for");
    assertWrong("  other: {", "  others: {", "responseCodes.other is missing");
    assertWrong("default: optional", "default: maybe", "allowed: optional, required");
    assertWrong(
        "default: \"3125\"", "default: \"31\"", "signIn.certificate is '31'; allowed: 4 digits");
    assertWrong("  mac.onRefusals:", "  macOnRefusals:", "allowed: names with a dot");
    assertWrong("duplicate: [\"94\"]", "duplicate: 94", "sale.duplicate is 'not a list'; allowed");
  }

  @Test
  void orders_batches_and_chip_tags_are_refused_with_their_place_too() {
    assertWrong(
        "  signIn: [\"3\"]", "  signOn: [\"3\"]", "unknown key orders.signOn; allowed: noth");
    assertWrong("[\"3\"]", "[\"4\"]", "orders.publicKeys is '4'; allowed: each code in one set");
    assertWrong("  capkEnd:", "  echoes:", "unknown key messages.echoes");
    assertWrong(
        "  order: \"header[6-6]\"\n",
        "",
        "orders is 'there'; allowed: a dialect with elements.order");
    assertRefused(withoutOrders(), "orders is missing");
    assertRefused(
        shipped.replaceFirst("(?s)  capkEnd:.*?\n\n", ""),
        "orders.publicKeys is 'there'; allowed: a dialect with messages.capkEnd");
    assertWrong("last: 999998", "last: 0", "batches.last is '0'; allowed: 1 to 999999");
    assertWrong("first: 1", "first: one", "batches.first is 'one'; allowed: 1 to 999999");
    assertWrong("tags: [9F33", "tags: [9f33", "chip.scriptResult.tags is '9f33'; allowed: tags of");
    assertWrong(
        "9F27: \"40\"", "9F27: \"4\"", "chip.batchChip.set.9F27 is '4'; allowed: hex digits");
    assertWrong(
        "  batchChip: {set", "  batchChop: {set", "unknown key chip.batchChop; allowed: sign");
    assertWrong("{set: {9F27", "{put: {9F27", "unknown key chip.batchChip.put; allowed: tags, set");
  }

  @Test
  void a_sale_by_code_may_be_recovered_in_a_way_of_its_own() {
    assertEquals(Optional.empty(), Dialect.named("unionpay-pos").recoveryByCode());
    String person = changed("  sale: reverse\n", "  sale: reverse\n  saleByCode: person\n");
    assertEquals(
        Optional.of(RecoveryPolicy.PERSON), Dialect.read(person, "mine.yaml").recoveryByCode());
    assertWrong(
        "  sale: reverse\n",
        "  sale: reverse\n  saleByCode: repeat\n",
        "recovery.saleByCode is 'repeat'; allowed: reverse, inquire, person");
    assertWrong(
        "  sale: reverse\n",
        "  sale: reverse\n  saleByCode: inquire\n",
        "recovery.saleByCode is 'inquire'; allowed: a policy the dialect can carry out; there is no");
  }

  @Test
  void a_file_says_what_orders_mean_which_batches_there_are_and_which_chip_tags_are_told() {
    Dialect dialect =
        Dialect.read(
            changed("  signIn: [\"3\"]", "  signIn: [\"7\", \"8\"]")
                .replace("first: 1, last: 999998", "first: 100, last: 102")
                .replace("9F27: \"40\"", "9F27: \"80\""),
            "mine.yaml");

    assertEquals(Optional.of(Order.SIGN_IN), dialect.order("8"));
    assertEquals(Optional.of(Order.NOTHING), dialect.order("0"));
    assertEquals(Optional.empty(), dialect.order("3"));
    assertEquals("000101", dialect.batches().after("000100"));
    assertEquals("000100", dialect.batches().after("000102"));
    assertEquals("000100", dialect.batches().after("000001"));
    assertTrue(dialect.batches().contains("000102"));
    for (String none : new String[] {"000099", "000103", "102", "00010x", "", "0000102"}) {
      assertFalse(dialect.batches().contains(none), none);
    }
    assertEquals("9F270180", dialect.chipData(Kind.BATCH_CHIP, "9f270100"));
    assertEquals("9A03261129", dialect.chipData(Kind.SCRIPT_RESULT, "9F2701009A03261129"));
    assertEquals("9F270100", dialect.chipData(Kind.SALE, "9F270100"));
  }

  @Test
  void a_dialect_without_orders_batches_and_chip_tags_leaves_them_out() {
    Dialect generic = Dialect.named("iso1987-ascii");

    assertEquals(Optional.empty(), generic.order("3"));
    assertEquals("999999", generic.batches().after("999998"));
    assertEquals("000001", generic.batches().after("999999"));
    assertEquals("9F270100", generic.chipData(Kind.SALE, "9F270100"));
    assertTrue(generic.carries(Element.RRN, 37));
    assertFalse(generic.carries(Element.RRN, 38));
    assertFalse(generic.carries(Element.ORDER, 0));
  }

  private static String withoutOrders() {
    return shipped.replaceFirst("(?s)\norders:.*?\n\n", "\n");
  }

  @Test
  void codes_tags_and_limits_are_as_the_file_has_agreed_on_them() {
    Conventions shipped = Dialect.named("unionpay-pos").conventions();
    assertEquals(
        Map.of(
            ReversalCause.NO_ANSWER, "98",
            ReversalCause.WRONG_MAC, "A0",
            ReversalCause.OTHER, "06"),
        shipped.reversalReasons());
    assertEquals(Optional.of("0000"), shipped.unknown(Element.ORIGINAL_DATE));
    assertEquals(Optional.empty(), shipped.unknown(Element.RRN));
    assertEquals(new Conventions.Uploads(999, 999_999_999_999L, 9999), shipped.uploads());
    assertEquals(62, shipped.downloads().field());
    assertEquals("9F22", shipped.downloads().publicKey().get("index"));

    Conventions mine =
        Dialect.read(
                changed("noAnswer: \"98\"", "noAnswer: \"55\"")
                    .replace("{originalDate: \"0000\"}", "{rrn: \"NONE\"}")
                    .replace("countDigits: 3", "countDigits: 4")
                    .replace("more: \"2\", last: \"3\"", "more: \"7\", last: \"8\"")
                    .replace("{aid: 9F06}", "{aid: 4F}"),
                "mine.yaml")
            .conventions();
    assertEquals("55", mine.reversalReasons().get(ReversalCause.NO_ANSWER));
    assertEquals(Optional.empty(), mine.unknown(Element.ORIGINAL_DATE));
    assertEquals(Optional.of("NONE"), mine.unknown(Element.RRN));
    assertEquals(9999, mine.uploads().countMost());
    assertEquals(new Conventions.ListDigits('0', '1', '7', '8'), mine.downloads().list());
    assertEquals(Map.of("aid", "4F"), mine.downloads().application());
  }

  @Test
  void conventions_that_a_file_leaves_out_are_as_in_the_dialect_that_ships() {
    Conventions shipped = Dialect.named("unionpay-pos").conventions();
    String whole = "(?s)\nconventions:.*?\n\n";
    String without = DialectFileTest.shipped.replaceFirst(whole, "\n");
    assertFalse(without.contains("\nconventions:"));
    assertEquals(shipped, Dialect.read(without, "mine.yaml").conventions());
    String one = without + "\nconventions: {unknown: {}}\n";
    assertEquals(Optional.empty(), Dialect.read(one, "m").conventions().unknown(Element.RRN));
    assertEquals(shipped.uploads(), Dialect.read(one, "m").conventions().uploads());
    assertEquals(
        shipped.reversalReasons(), Dialect.named("iso1993-binary").conventions().reversalReasons());
  }

  @Test
  void a_part_of_the_conventions_is_whole_and_everything_that_it_lacks_is_named() {
    assertWrong(
        "{noAnswer: \"98\", wrongMac: A0, other: \"06\"}",
        "{wrongMac: A0}",
        "conventions.reversalReasons lacks noAnswer, other");
    assertWrong(
        "    most: 99", "    more: 99", "unknown key conventions.downloads.more; allowed: m");
    assertWrong("list: {none: \"0\", ", "list: {", "conventions.downloads.list lacks none");
    assertWrong("more: \"2\"", "more: \"22\"", "downloads.list.more is '22'; allowed: 0 to 9");
    assertWrong("rid: 9F06", "rid: 9f06", "publicKey.rid is '9f06'; allowed: tags of 1 to 3");
    assertWrong(
        "{originalDate:", "{firstDate:", "unknown.firstDate is '0000'; allowed: one of pan");
    assertWrong("amountDigits: 12", "amountDigits: 19", "is '19'; allowed: 1 to 18");
    assertWrong(
        "  unknown: {", "  unkown: {", "unknown key conventions.unkown; allowed: reversalR");
  }

  @Test
  void what_is_no_yaml_or_no_mapping_is_refused() {
    assertRefused("a: [", "mine.yaml, line 1: is no YAML");
    assertRefused("name: x\nname: y", ": is no YAML: found duplicate key name");
    assertRefused("- a list", "mine.yaml: a dialect is a mapping of sections");
    assertRefused("", "mine.yaml: a dialect is a mapping of sections");
    assertRefused("name: x", "mine.yaml: options is missing");
  }

  @Test
  void an_option_nobody_knows_is_refused_with_those_there_are() {
    Dialect dialect = Dialect.named("unionpay-pos");

    assertTrue(
        refusal(() -> dialect.with(Map.of("mac.onRefusal", "required")))
            .startsWith("unionpay-pos has no option mac.onRefusal; allowed: mac.onRefusals"));
    assertEquals(
        "unionpay-pos.yaml: options.mac.onRefusals is 'maybe'; allowed: optional, required",
        refusal(() -> dialect.with(Map.of("mac.onRefusals", "maybe"))));
  }

  @Test
  void fields_have_names_and_say_whether_they_are_secret() {
    Dialect dialect = Dialect.named("unionpay-pos");

    assertEquals("amount", dialect.fieldName(4).orElseThrow());
    assertTrue(dialect.fieldName(5).isEmpty());
    for (int secret : new int[] {2, 14, 35, 36, 48, 52, 55, 59, 62, 5, 128}) {
      assertTrue(dialect.isSecret(secret), "field " + secret);
    }
    assertFalse(dialect.isSecret(4));
  }

  private static void assertWrong(String from, String to, String expected) {
    assertRefused(changed(from, to), expected);
  }

  private static String changed(String from, String to) {
    assertTrue(shipped.contains(from), from);
    return shipped.replaceFirst(
        java.util.regex.Pattern.quote(from), java.util.regex.Matcher.quoteReplacement(to));
  }

  private static void assertRefused(String yaml, String expected) {
    String text = refusal(() -> Dialect.read(yaml, "mine.yaml"));
    assertTrue(text.contains("mine.yaml") && text.contains(expected), text);
  }

  private static String refusal(org.junit.jupiter.api.function.Executable reading) {
    return assertThrows(IllegalArgumentException.class, reading).getMessage();
  }
}
