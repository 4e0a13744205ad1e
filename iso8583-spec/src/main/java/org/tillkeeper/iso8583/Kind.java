package org.tillkeeper.iso8583;

import java.util.EnumSet;
import java.util.Set;

/** What a request asks for. A dialect says with which message it asks. */
public enum Kind {
  SIGN_IN("signIn"),
  SIGN_OFF("signOff"),
  ECHO("echo"),
  SALE("sale"),
  /** Takes a sale of the same batch back. */
  VOID("void"),
  /** Pays a sale of any day back, or part of it. */
  REFUND("refund"),
  PRE_AUTH("preAuth"),
  PRE_AUTH_VOID("preAuthVoid"),
  /** Takes the money of a pre-authorisation, answered by the issuer. */
  COMPLETION("completion"),
  /** The same as a notice, which cannot be refused for lack of money. */
  COMPLETION_ADVICE("completionAdvice"),
  COMPLETION_VOID("completionVoid"),
  BALANCE("balance"),
  /** A sale that was authorised offline or by phone, reported. */
  OFFLINE_SALE("offlineSale"),
  /** A sale that the chip authorised offline, reported. */
  OFFLINE_CHIP_SALE("offlineChipSale"),
  /** Another amount for an offline sale of the same batch. */
  ADJUSTMENT("adjustment"),
  TIP("tip"),
  /** What the card did with the issuer's script. */
  SCRIPT_RESULT("scriptResult"),
  /** Asks for the terminal's parameters. */
  PARAMETERS("parameters"),
  /** Sends the terminal's state. */
  STATUS_UPLOAD("statusUpload"),
  /** Asks which public keys for chip cards there are. */
  CAPK_QUERY("capkQuery"),
  CAPK_DOWNLOAD("capkDownload"),
  CAPK_END("capkEnd"),
  /** Asks which parameters for chip cards there are. */
  CHIP_PARAMETERS_QUERY("chipParametersQuery"),
  CHIP_PARAMETERS_DOWNLOAD("chipParametersDownload"),
  CHIP_PARAMETERS_END("chipParametersEnd"),
  /** Compares the totals of the batch. */
  SETTLEMENT("settlement"),
  /** Uploads payments of the batch, some at once. */
  BATCH_ROWS("batchRows"),
  /** Uploads an advice of the batch. */
  BATCH_ADVICE("batchAdvice"),
  /** Uploads a chip payment with its certificate. */
  BATCH_CHIP("batchChip"),
  /** Uploads a chip payment that failed. */
  BATCH_CHIP_FAILED("batchChipFailed"),
  BATCH_END("batchEnd"),
  /** The cardholder's signature of a payment, as a picture. */
  SIGNATURE("signature"),
  /** Asks what became of a request. */
  INQUIRY("inquiry"),
  /** Asks for a code that the terminal shows and the customer scans and pays. */
  SHOW_CODE("showCode"),
  /** Asks whether such a code was paid. */
  CODE_INQUIRY("codeInquiry"),
  /** Closes such a code, so that nobody can pay it any more. */
  CODE_CLOSE("codeClose");

  private static final Set<Kind> OF_CODES = EnumSet.of(SHOW_CODE, CODE_INQUIRY, CODE_CLOSE);

  private static final Set<Kind> MANAGEMENT =
      EnumSet.of(
          SIGN_IN,
          SIGN_OFF,
          ECHO,
          PARAMETERS,
          STATUS_UPLOAD,
          CAPK_QUERY,
          CAPK_DOWNLOAD,
          CAPK_END,
          CHIP_PARAMETERS_QUERY,
          CHIP_PARAMETERS_DOWNLOAD,
          CHIP_PARAMETERS_END,
          SIGNATURE,
          INQUIRY);

  private final String label;

  Kind(String label) {
    this.label = label;
  }

  /** The name used in dialect files. */
  public String label() {
    return label;
  }

  /** Whether it says nothing about money that could be lost. */
  boolean isManagement() {
    return MANAGEMENT.contains(this);
  }

  /**
   * Whether it is about a code that the terminal shows. What follows a lost answer to it is the
   * same in every dialect: the code is asked about, and closed.
   */
  boolean isOfCode() {
    return OF_CODES.contains(this);
  }
}
