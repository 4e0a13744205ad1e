package org.tillkeeper.tools.lab;

import com.adyen.Client;
import com.adyen.Config;
import com.adyen.enums.Environment;
import com.adyen.httpclient.TerminalLocalAPIHostnameVerifier;
import com.adyen.model.nexo.AbortRequest;
import com.adyen.model.nexo.AmountsReq;
import com.adyen.model.nexo.CardData;
import com.adyen.model.nexo.DiagnosisRequest;
import com.adyen.model.nexo.EntryModeType;
import com.adyen.model.nexo.InputRequest;
import com.adyen.model.nexo.LoginRequest;
import com.adyen.model.nexo.LogoutRequest;
import com.adyen.model.nexo.MessageCategoryType;
import com.adyen.model.nexo.MessageClassType;
import com.adyen.model.nexo.MessageHeader;
import com.adyen.model.nexo.MessageReference;
import com.adyen.model.nexo.MessageType;
import com.adyen.model.nexo.OriginalPOITransaction;
import com.adyen.model.nexo.PaymentData;
import com.adyen.model.nexo.PaymentInstrumentData;
import com.adyen.model.nexo.PaymentInstrumentType;
import com.adyen.model.nexo.PaymentRequest;
import com.adyen.model.nexo.PaymentResponse;
import com.adyen.model.nexo.PaymentTransaction;
import com.adyen.model.nexo.ReversalReasonType;
import com.adyen.model.nexo.ReversalRequest;
import com.adyen.model.nexo.ReversalResponse;
import com.adyen.model.nexo.SaleData;
import com.adyen.model.nexo.SaleToPOIRequest;
import com.adyen.model.nexo.SensitiveCardData;
import com.adyen.model.nexo.TrackData;
import com.adyen.model.nexo.TransactionIdentification;
import com.adyen.model.nexo.TransactionStatusRequest;
import com.adyen.model.nexo.TransactionStatusResponse;
import com.adyen.model.terminal.TerminalAPIRequest;
import com.adyen.model.terminal.TerminalAPIResponse;
import com.adyen.model.terminal.security.SecurityKey;
import com.adyen.service.TerminalLocalAPI;
import com.adyen.service.TerminalLocalAPIUnencrypted;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.xml.datatype.DatatypeFactory;

/** A till with Adyen's own client, as it is published, plain or encrypted. */
final class NexoTill {
  static final String CERTIFIED = "legacy-terminal-certificate.test.terminal.adyen.com";

  private final String poiId;
  private final Sender sender;
  private int calls;

  private interface Sender {
    TerminalAPIResponse send(TerminalAPIRequest request) throws Exception;
  }

  /** How a till reaches a terminal: its address and the certificate to trust. */
  record Terminal(String poiId, int port, Path certificate) {
    private Config config(int waitMillis) throws Exception {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      try (InputStream pem = Files.newInputStream(certificate)) {
        trusted.setCertificateEntry(
            "terminal", CertificateFactory.getInstance("X.509").generateCertificate(pem));
      }
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(null, trust.getTrustManagers(), null);
      Config config = new Config();
      config.setEnvironment(Environment.TEST);
      // The client writes :8443/nexo/ behind it, which is meant as a port; here nobody reads it.
      config.setTerminalApiLocalEndpoint("https://127.0.0.1:" + port + "/nexo/#");
      config.setSSLContext(tls);
      config.setReadTimeoutMillis(waitMillis);
      return config;
    }
  }

  private NexoTill(String poiId, Sender sender) {
    this.poiId = poiId;
    this.sender = sender;
  }

  /**
   * Messages in clear.
   *
   * @param token empty where the till has none
   */
  @SuppressWarnings("deprecation") // what tills in the field were built with
  static NexoTill plain(Terminal terminal, Optional<String> token, int waitMillis)
      throws Exception {
    Config config = terminal.config(waitMillis);
    token.ifPresent(config::setApiKey);
    return new NexoTill(
        terminal.poiId(), new TerminalLocalAPIUnencrypted(new Client(config))::request);
  }

  /** Messages by a passphrase of version 1. */
  static NexoTill encrypted(Terminal terminal, String identifier, String passphrase, int waitMillis)
      throws Exception {
    SecurityKey key = new SecurityKey();
    key.setAdyenCryptoVersion(1);
    key.setKeyIdentifier(identifier);
    key.setKeyVersion(1);
    key.setPassphrase(passphrase);
    Config config = terminal.config(waitMillis);
    // What the client for plain messages sets by itself.
    config.setHostnameVerifier(new TerminalLocalAPIHostnameVerifier(Environment.TEST));
    return new NexoTill(terminal.poiId(), new TerminalLocalAPI(new Client(config), key)::request);
  }

  PaymentResponse pay(String serviceId, String amount) throws Exception {
    return pay(serviceId, amount, "6225000000000006=30125200000000000000");
  }

  PaymentResponse pay(String serviceId, String amount, String track2) throws Exception {
    SaleData sale = new SaleData();
    sale.setSaleTransactionID(named("ORDER-" + serviceId));
    AmountsReq amounts = new AmountsReq();
    amounts.setCurrency("CNY");
    amounts.setRequestedAmount(new BigDecimal(amount));
    PaymentTransaction transaction = new PaymentTransaction();
    transaction.setAmountsReq(amounts);
    TrackData track = new TrackData();
    track.setTrackNumb(2);
    track.setTrackValue(track2);
    SensitiveCardData sensitive = new SensitiveCardData();
    sensitive.getTrackData().add(track);
    CardData card = new CardData();
    card.getEntryMode().add(EntryModeType.MAG_STRIPE);
    card.setSensitiveCardData(sensitive);
    PaymentInstrumentData instrument = new PaymentInstrumentData();
    instrument.setPaymentInstrumentType(PaymentInstrumentType.CARD);
    instrument.setCardData(card);
    PaymentData data = new PaymentData();
    data.setPaymentInstrumentData(instrument);
    PaymentRequest payment = new PaymentRequest();
    payment.setSaleData(sale);
    payment.setPaymentTransaction(transaction);
    payment.setPaymentData(data);
    SaleToPOIRequest request = request(MessageCategoryType.PAYMENT, serviceId);
    request.setPaymentRequest(payment);
    return send(request).getSaleToPOIResponse().getPaymentResponse();
  }

  ReversalResponse reverse(String serviceId, String transaction, Optional<String> amount)
      throws Exception {
    OriginalPOITransaction original = new OriginalPOITransaction();
    original.setPOITransactionID(named(transaction));
    ReversalRequest reversal = new ReversalRequest();
    reversal.setOriginalPOITransaction(original);
    reversal.setReversalReason(ReversalReasonType.CUST_CANCEL);
    amount.ifPresent(part -> reversal.setReversedAmount(new BigDecimal(part)));
    SaleToPOIRequest request = request(MessageCategoryType.REVERSAL, serviceId);
    request.setReversalRequest(reversal);
    return send(request).getSaleToPOIResponse().getReversalResponse();
  }

  TransactionStatusResponse status(String about) throws Exception {
    TransactionStatusRequest status = new TransactionStatusRequest();
    status.setMessageReference(reference(about));
    SaleToPOIRequest request = request(MessageCategoryType.TRANSACTION_STATUS, next());
    request.setTransactionStatusRequest(status);
    return send(request).getSaleToPOIResponse().getTransactionStatusResponse();
  }

  /** What the client makes of the empty answer. */
  TerminalAPIResponse abort(String about) throws Exception {
    AbortRequest abort = new AbortRequest();
    abort.setMessageReference(reference(about));
    abort.setAbortReason("MerchantAbort");
    SaleToPOIRequest request = request(MessageCategoryType.ABORT, next());
    request.setAbortRequest(abort);
    return send(request);
  }

  TerminalAPIResponse diagnose() throws Exception {
    DiagnosisRequest diagnosis = new DiagnosisRequest();
    diagnosis.setHostDiagnosisFlag(true);
    SaleToPOIRequest request = request(MessageCategoryType.DIAGNOSIS, next());
    request.setDiagnosisRequest(diagnosis);
    return send(request);
  }

  TerminalAPIResponse logIn() throws Exception {
    LoginRequest login = new LoginRequest();
    login.setDateTime(named("now").getTimeStamp());
    login.setOperatorLanguage("zh");
    SaleToPOIRequest request = request(MessageCategoryType.LOGIN, next());
    request.setLoginRequest(login);
    return send(request);
  }

  TerminalAPIResponse logOut() throws Exception {
    SaleToPOIRequest request = request(MessageCategoryType.LOGOUT, next());
    request.setLogoutRequest(new LogoutRequest());
    return send(request);
  }

  TerminalAPIResponse input() throws Exception {
    SaleToPOIRequest request = request(MessageCategoryType.INPUT, next());
    request.setInputRequest(new InputRequest());
    return send(request);
  }

  /** A payment to another terminal. */
  TerminalAPIResponse astray() throws Exception {
    SaleToPOIRequest request = request(MessageCategoryType.LOGIN, next());
    request.getMessageHeader().setPOIID("TK-99999999");
    request.setLoginRequest(new LoginRequest());
    return send(request);
  }

  private TerminalAPIResponse send(SaleToPOIRequest request) throws Exception {
    TerminalAPIRequest message = new TerminalAPIRequest();
    message.setSaleToPOIRequest(request);
    return sender.send(message);
  }

  private String next() {
    calls++;
    return "q" + calls;
  }

  private SaleToPOIRequest request(MessageCategoryType category, String serviceId) {
    MessageHeader header = new MessageHeader();
    header.setProtocolVersion("3.0");
    header.setMessageClass(MessageClassType.SERVICE);
    header.setMessageCategory(category);
    header.setMessageType(MessageType.REQUEST);
    header.setSaleID("POS-1");
    header.setServiceID(serviceId);
    header.setPOIID(poiId);
    SaleToPOIRequest request = new SaleToPOIRequest();
    request.setMessageHeader(header);
    return request;
  }

  private static MessageReference reference(String serviceId) {
    MessageReference reference = new MessageReference();
    reference.setMessageCategory(MessageCategoryType.PAYMENT);
    reference.setSaleID("POS-1");
    reference.setServiceID(serviceId);
    return reference;
  }

  private static TransactionIdentification named(String name) throws Exception {
    TransactionIdentification id = new TransactionIdentification();
    id.setTransactionID(name);
    id.setTimeStamp(
        DatatypeFactory.newInstance().newXMLGregorianCalendar("2026-03-04T10:15:30.000Z"));
    return id;
  }
}
