package org.tillkeeper.agent.nexo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who sends a message, to whom, and what it is.
 *
 * @param category what it is about, as the protocol names it
 * @param saleId the till's
 * @param poiId this terminal's
 * @param serviceId the message's; empty in the classes that have none
 * @param deviceId the message's in the class Device
 */
record Header(
    String messageClass,
    String category,
    String saleId,
    String poiId,
    Optional<String> serviceId,
    Optional<String> deviceId) {
  static final String NAME = "MessageHeader";

  private static final String VERSION = "3.0";
  private static final Pattern CLASS = Pattern.compile("Service|Device|Event");
  private static final Pattern TYPE = Pattern.compile("Request|Notification");
  private static final Pattern CATEGORY = Pattern.compile("[A-Za-z]{1,32}");
  private static final Pattern PROTOCOL = Pattern.compile("3\\.[0-9]{1,2}");

  /** Both are part of what a payment is known by for ever, and neither may hide a colon's place. */
  static final Pattern SERVICE_ID = Pattern.compile("[0-9A-Za-z]{1,10}");

  static final Pattern SALE_ID = Pattern.compile("[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]{1,64}");

  /**
   * The header of a request.
   *
   * @param poiId this terminal's, the only one it answers to
   */
  static Header of(Fields request, String poiId) throws Faulty {
    Fields header = request.required(NAME);
    String messageClass = header.text("MessageClass", CLASS, "must be Service, Device or Event");
    header.text("MessageType", TYPE, "must be Request or Notification");
    String category =
        header.text("MessageCategory", CATEGORY, "must be a category of the protocol");
    header.text("ProtocolVersion", PROTOCOL, "must be 3.0");
    String saleId =
        header.text("SaleID", SALE_ID, "must be 1 to 64 characters, none of them a control");
    header.text("POIID", Pattern.compile(Pattern.quote(poiId)), "must be " + poiId);
    Optional<String> deviceId =
        header.has("DeviceID")
            ? Optional.of(header.text("DeviceID", SERVICE_ID, "must be 1 to 10 letters and digits"))
            : Optional.empty();
    boolean service = messageClass.equals("Service") || header.has("ServiceID");
    Optional<String> serviceId =
        service
            ? Optional.of(
                header.text("ServiceID", SERVICE_ID, "must be 1 to 10 letters and digits"))
            : Optional.empty();
    return new Header(messageClass, category, saleId, poiId, serviceId, deviceId);
  }

  /** Of the answer to it. */
  Map<String, Object> response() {
    return written(messageClass, category, "Response");
  }

  /** Of the answer that its sender was given, or would have been, to another message. */
  Header of(String otherCategory, Pair pair) {
    return new Header(
        "Service",
        otherCategory,
        pair.saleId(),
        poiId,
        Optional.of(pair.serviceId()),
        Optional.empty());
  }

  /** Of an event that follows from it. */
  Map<String, Object> event() {
    return written("Event", "Event", "Notification");
  }

  /**
   * Of an event that follows from a message whose header cannot be used. Names are repeated where
   * they are of their form, so that the till finds its message.
   */
  static Map<String, Object> eventFor(Optional<Fields> request, String poiId) {
    Optional<Fields> header = request.flatMap(it -> quietly(() -> it.object(NAME)));
    return new Header(
            "Event",
            "Event",
            header.flatMap(it -> named(it, "SaleID", SALE_ID)).orElse("unknown"),
            poiId,
            header.flatMap(it -> named(it, "ServiceID", SERVICE_ID)),
            header.flatMap(it -> named(it, "DeviceID", SERVICE_ID)))
        .event();
  }

  private static Optional<String> named(Fields header, String name, Pattern form) {
    return quietly(() -> header.text(name)).filter(text -> form.matcher(text).matches());
  }

  private interface Reading<T> {
    Optional<T> read() throws Faulty;
  }

  private static <T> Optional<T> quietly(Reading<T> reading) {
    try {
      return reading.read();
    } catch (Faulty e) {
      return Optional.empty();
    }
  }

  private Map<String, Object> written(String ofClass, String ofCategory, String type) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("ProtocolVersion", VERSION);
    json.put("MessageClass", ofClass);
    json.put("MessageCategory", ofCategory);
    json.put("MessageType", type);
    json.put("SaleID", saleId);
    serviceId.ifPresent(id -> json.put("ServiceID", id));
    deviceId.ifPresent(id -> json.put("DeviceID", id));
    json.put("POIID", poiId);
    return json;
  }
}
