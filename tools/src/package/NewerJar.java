import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/**
 * Makes a jar of empty classes in the place of those that newer Androids have and Robolectric names, so that its classes can be
 * linked with Android 8 alone. None of them is ever used: tests that would use one fail.
 *
 * <p>{@code java -cp asm.jar:asm-commons.jar NewerJar.java ANDROID-ALL OUT JAR...}
 */
class NewerJar {
  private final Set<String> named = new TreeSet<>();
  private final Set<String> interfaces = new TreeSet<>();

  public static void main(String[] args) throws Exception {
    NewerJar newer = new NewerJar();
    List<String> jars = Arrays.asList(args).subList(2, args.length);
    for (String jar : jars) {
      newer.look(jar);
    }
    int made = 0;
    try (ZipFile android = new ZipFile(args[0]);
        OutputStream file = Files.newOutputStream(Path.of(args[1]));
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (String name : newer.named) {
        if ((name.startsWith("android/") || name.startsWith("com/android/") || name.startsWith("dalvik/") || name.startsWith("libcore/"))
            && android.getEntry(name + ".class") == null) {
          out.putNextEntry(new ZipEntry(name + ".class"));
          out.write(empty(name, newer.interfaces.contains(name)));
          made++;
        }
      }
    }
    System.out.println(made);
  }

  private void look(String jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar)) {
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        if (entry.getName().endsWith(".class")) {
          try (InputStream in = zip.getInputStream(entry)) {
            look(new ClassReader(in));
          }
        }
      }
    }
  }

  private void look(ClassReader reader) {
    Remapper names =
        new Remapper() {
          @Override
          public String map(String name) {
            named.add(name);
            return name;
          }
        };
    ClassVisitor uses =
        new ClassVisitor(Opcodes.ASM9) {
          @Override
          public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
            return new MethodVisitor(Opcodes.ASM9) {
              @Override
              public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
                if (isInterface) {
                  interfaces.add(owner);
                }
              }
            };
          }
        };
    interfaces.addAll(Arrays.asList(reader.getInterfaces()));
    reader.accept(new ClassRemapper(uses, names), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }

  private static byte[] empty(String name, boolean isInterface) {
    ClassWriter writer = new ClassWriter(0);
    int access = Opcodes.ACC_PUBLIC | (isInterface ? Opcodes.ACC_INTERFACE | Opcodes.ACC_ABSTRACT : Opcodes.ACC_SUPER);
    writer.visit(Opcodes.V1_8, access, name, null, "java/lang/Object", null);
    writer.visitEnd();
    return writer.toByteArray();
  }
}
