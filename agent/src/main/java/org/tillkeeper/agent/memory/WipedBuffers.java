package org.tillkeeper.agent.memory;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledDirectByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.util.internal.CleanableDirectBuffer;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Makes the buffers of the network. Each is zeroed before its memory is given back, also where it
 * grows: the body of a request holds a card, and so does a frame. They are not pooled, since a few
 * small ones are in use at a time. Safe for any thread.
 */
public final class WipedBuffers extends AbstractByteBufAllocator {
  /** The one that everything shares. */
  public static final WipedBuffers SHARED = new WipedBuffers();

  private WipedBuffers() {
    super(false);
  }

  @Override
  protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
    return new Heap(this, initialCapacity, maxCapacity);
  }

  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    return new Direct(this, initialCapacity, maxCapacity);
  }

  @Override
  public boolean isDirectBufferPooled() {
    return false;
  }

  private static final class Heap extends UnpooledHeapByteBuf {
    Heap(WipedBuffers allocator, int initialCapacity, int maxCapacity) {
      super(allocator, initialCapacity, maxCapacity);
    }

    @Override
    protected void freeArray(byte[] array) {
      Arrays.fill(array, (byte) 0);
    }
  }

  private static final class Direct extends UnpooledDirectByteBuf {
    Direct(WipedBuffers allocator, int initialCapacity, int maxCapacity) {
      super(allocator, initialCapacity, maxCapacity);
    }

    @Override
    protected CleanableDirectBuffer allocateDirectBuffer(int capacity) {
      return new WipedDirect(super.allocateDirectBuffer(capacity));
    }
  }

  /** Memory outside the heap. */
  static final class WipedDirect implements CleanableDirectBuffer {
    private final CleanableDirectBuffer memory;

    WipedDirect(CleanableDirectBuffer memory) {
      this.memory = memory;
    }

    @Override
    public ByteBuffer buffer() {
      return memory.buffer();
    }

    @Override
    public void clean() {
      ByteBuffer all = memory.buffer().duplicate();
      // As a Buffer, whose method every Android has.
      ((Buffer) all).clear();
      while (all.remaining() >= Long.BYTES) {
        all.putLong(0);
      }
      while (all.hasRemaining()) {
        all.put((byte) 0);
      }
      memory.clean();
    }

    @Override
    public boolean hasMemoryAddress() {
      return memory.hasMemoryAddress();
    }

    @Override
    public long memoryAddress() {
      return memory.memoryAddress();
    }
  }
}
