import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.codehaus.mojo.animal_sniffer.Clazz;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Makes a jar of the public API of an Android version, classes without code, from the list of its signatures by which
 * animal-sniffer checks the agent. The list does not say what is static or an interface; that is taken from classes of the same
 * name: those of android-all, and this Java's own.
 *
 * <p>{@code java -cp animal-sniffer.jar:asm.jar ApiJar.java SIGNATURE ANDROID-ALL OUT}
 */
class ApiJar {
  public static void main(String[] args) throws Exception {
    Map<String, Clazz> api = read(Path.of(args[0]));
    try (ZipFile android = new ZipFile(args[1]);
        OutputStream file = Files.newOutputStream(Path.of(args[2]));
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (Map.Entry<String, Clazz> each : api.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey() + ".class");
        entry.setTime(0);
        out.putNextEntry(entry);
        out.write(bytes(each.getValue(), Flags.of(each.getKey(), android)));
      }
    }
    System.out.println(api.size());
  }

  private static Map<String, Clazz> read(Path signature) throws IOException, ClassNotFoundException {
    Map<String, Clazz> api = new TreeMap<>();
    try (InputStream file = Files.newInputStream(signature);
        ObjectInputStream in = new ObjectInputStream(new GZIPInputStream(file))) {
      for (Clazz one = (Clazz) in.readObject(); one != null; one = (Clazz) in.readObject()) {
        // A class that stands there twice was added to, such as with what D8 brings.
        Clazz next = one;
        api.merge(one.getName(), next, Clazz::new);
      }
    }
    return api;
  }

  private static byte[] bytes(Clazz type, Flags flags) {
    ClassWriter writer = new ClassWriter(0);
    int access = flags.type;
    writer.visit(Opcodes.V1_8, access, type.getName(), null, type.getSuperClass(), type.getSuperInterfaces());
    for (String member : type.getSignatures().stream().sorted().toList()) {
      int open = member.indexOf('(');
      if (open > 0) {
        String name = member.substring(0, open);
        String descriptor = member.substring(open);
        int memberAccess = flags.members.getOrDefault(member, Opcodes.ACC_PUBLIC) & ~Opcodes.ACC_NATIVE | Opcodes.ACC_ABSTRACT;
        if ((memberAccess & Opcodes.ACC_STATIC) != 0 || name.startsWith("<") || (access & Opcodes.ACC_INTERFACE) == 0) {
          // Native: it has no code, and may be static or in a class that is not abstract.
          memberAccess = memberAccess & ~Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE;
        }
        MethodVisitor method = writer.visitMethod(memberAccess, name, descriptor, null, null);
        method.visitEnd();
      } else {
        int hash = member.indexOf('#');
        String name = member.substring(0, hash);
        String descriptor = member.substring(hash + 1);
        int fallback = Opcodes.ACC_PUBLIC | ((access & Opcodes.ACC_INTERFACE) == 0 ? 0 : Opcodes.ACC_STATIC | Opcodes.ACC_FINAL);
        FieldVisitor field = writer.visitField(flags.members.getOrDefault(member, fallback), name, descriptor, null, null);
        field.visitEnd();
      }
    }
    writer.visitEnd();
    return writer.toByteArray();
  }

  /** What a class and its members are, by a class that has them. */
  private static final class Flags extends ClassVisitor {
    private int type = Opcodes.ACC_PUBLIC | Opcodes.ACC_SUPER;
    private final Map<String, Integer> members = new HashMap<>();

    private Flags() {
      super(Opcodes.ASM9);
    }

    static Flags of(String name, ZipFile android) throws IOException {
      Flags flags = new Flags();
      ZipEntry entry = android.getEntry(name + ".class");
      for (InputStream found :
          List.of(
              entry == null ? InputStream.nullInputStream() : android.getInputStream(entry),
              orNothing(ClassLoader.getPlatformClassLoader().getResourceAsStream(name + ".class")))) {
        byte[] content = found.readAllBytes();
        if (content.length > 0) {
          new ClassReader(content).accept(flags, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG);
          break;
        }
      }
      return flags;
    }

    private static InputStream orNothing(InputStream found) {
      return found == null ? InputStream.nullInputStream() : found;
    }

    @Override
    public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
      type = access & ~Opcodes.ACC_RECORD;
    }

    @Override
    public FieldVisitor visitField(int access, String name, String descriptor, String signature, Object value) {
      members.put(name + "#" + descriptor, access);
      return null;
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
      members.put(name + descriptor, access);
      return null;
    }
  }
}
