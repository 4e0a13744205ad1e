package org.tillkeeper.tools.command;

import static org.tillkeeper.tools.command.CommandWords.notAllowed;
import static org.tillkeeper.tools.command.CommandWords.say;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tillkeeper.tools.config.InvalidSettings;
import org.tillkeeper.tools.words.Console;
import org.tillkeeper.tools.words.Language;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A payment's receipt as it is printed. Looking at it prints nothing and changes nothing. */
@Command(
    name = "receipt",
    footer =
        "tools/tillkeeper receipt 01930000-0000-7000-8000-000000000001 --copy merchant --columns 48")
final class ReceiptCommand extends AgentCall {
  @Parameters(paramLabel = "ID", descriptionKey = "id")
  private String id;

  @Option(names = "--copy", paramLabel = "merchant|customer")
  private String copy = "customer";

  @Option(names = "--columns", paramLabel = "32|48")
  private String columns = "32";

  @Option(names = "--lang", paramLabel = "zh|en")
  private String language = Language.ofReader().code();

  @Option(names = "--reprint")
  private boolean reprint;

  @Option(names = "--png", paramLabel = "FILE")
  private Path png;

  @Override
  String path() throws InvalidSettings {
    return "/v1/payments/"
        + URLEncoder.encode(id, StandardCharsets.UTF_8)
        + "/receipt?copy="
        + oneOf("--copy", copy, List.of("merchant", "customer"))
        + "&columns="
        + oneOf("--columns", columns, List.of("32", "48"))
        + "&lang="
        + oneOf("--lang", language, List.of("zh", "en"))
        + (reprint ? "&reprint=true" : "")
        + (png == null ? "" : "&format=png");
  }

  @Override
  public Integer call() throws InvalidSettings, IOException {
    if (png == null) {
      return super.call();
    }
    String path = path();
    if (Files.exists(png)) {
      throw new InvalidSettings(say("receipt.exists", png));
    }
    if (!Files.isDirectory(png.toAbsolutePath().getParent())) {
      throw new InvalidSettings(say("receipt.no-folder", png));
    }
    long bytes = save(path);
    if (isJson()) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("file", png.toString());
      json.put("bytes", bytes);
      Console.out().println(AgentApi.written(json));
    } else {
      Console.out().println(say("receipt.written", png, bytes));
    }
    return 0;
  }

  /** Whole or not at all: a picture has some kilobytes, and is there before its file is. */
  private long save(String path) throws IOException, InvalidSettings {
    byte[] picture;
    try (InputStream in = api().stream(path)) {
      picture = in.readAllBytes();
    }
    try (OutputStream out = Files.newOutputStream(png, StandardOpenOption.CREATE_NEW)) {
      out.write(picture);
    } catch (FileAlreadyExistsException e) {
      throw new InvalidSettings(say("receipt.exists", png));
    } catch (AccessDeniedException e) {
      throw new IOException(notAllowed(png), e);
    } catch (FileSystemException e) {
      throw new IOException(say("receipt.no-space", png, e.getReason()), e);
    } catch (IOException e) {
      Files.deleteIfExists(png);
      throw new IOException(say("receipt.no-space", png, e.getMessage()), e);
    }
    return picture.length;
  }

  @Override
  void show(Map<String, Object> receipt, AgentApi api, PrintStream out) {
    out.print(text(receipt, "text"));
    out.flush();
  }
}
