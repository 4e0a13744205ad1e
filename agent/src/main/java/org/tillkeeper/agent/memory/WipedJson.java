package org.tillkeeper.agent.memory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.util.BufferRecycler;
import com.fasterxml.jackson.core.util.RecyclerPool;
import com.fasterxml.jackson.jr.ob.JSON;
import java.util.Arrays;

/**
 * JSON that leaves nothing behind in the library's memory. Its buffers are used again for the life
 * of a thread, and its tables of names for the life of the process: the buffers are zeroed when
 * they are given back, and no table is kept.
 */
public final class WipedJson {
  /** Reads and writes what is sealed. */
  public static final JSON SEALED = new JSON(factory().build());

  private WipedJson() {}

  /** What makes parsers and generators; each must be closed. */
  public static JsonFactoryBuilder factory() {
    return new JsonFactoryBuilder()
        .recyclerPool(new PerThread())
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES);
  }

  /** The buffers of a thread. */
  private static final class PerThread implements RecyclerPool<BufferRecycler> {
    private static final long serialVersionUID = 1L;
    private static final ThreadLocal<BufferRecycler> OWN =
        ThreadLocal.withInitial(WipedRecycler::new);

    @Override
    public BufferRecycler acquireAndLinkPooled() {
      return OWN.get();
    }

    @Override
    public BufferRecycler acquirePooled() {
      return OWN.get();
    }

    @Override
    public void releasePooled(BufferRecycler pooled) {
      // It stays its thread's.
    }
  }

  private static final class WipedRecycler extends BufferRecycler {
    /** Longer than all that a card has, so that no piece of a text is left in a smaller buffer. */
    private static final int LEAST = 4096;

    @Override
    protected int byteBufferLength(int index) {
      return Math.max(LEAST, super.byteBufferLength(index));
    }

    @Override
    protected int charBufferLength(int index) {
      return Math.max(LEAST, super.charBufferLength(index));
    }

    @Override
    public void releaseByteBuffer(int index, byte[] buffer) {
      Arrays.fill(buffer, (byte) 0);
      super.releaseByteBuffer(index, buffer);
    }

    @Override
    public void releaseCharBuffer(int index, char[] buffer) {
      Arrays.fill(buffer, (char) 0);
      super.releaseCharBuffer(index, buffer);
    }
  }
}
