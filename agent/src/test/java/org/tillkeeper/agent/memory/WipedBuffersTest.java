package org.tillkeeper.agent.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.util.internal.CleanableDirectBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WipedBuffersTest {
  private static final byte[] CARD = "6225000000000006".getBytes(StandardCharsets.US_ASCII);

  @Test
  void a_buffer_is_zeroed_when_it_is_released() {
    ByteBuf buffer = WipedBuffers.SHARED.heapBuffer(64);
    byte[] memory = buffer.writeBytes(CARD).array();
    buffer.release();
    assertArrayEquals(new byte[64], memory);
  }

  @Test
  void a_buffer_that_grows_leaves_nothing_in_its_former_memory() {
    ByteBuf buffer = WipedBuffers.SHARED.heapBuffer(16);
    byte[] former = buffer.writeBytes(CARD).array();
    buffer.writeBytes(CARD);
    assertArrayEquals(new byte[16], former);
    byte[] both = new byte[32];
    buffer.readBytes(both).release();
    assertArrayEquals("62250000000000066225000000000006".getBytes(StandardCharsets.US_ASCII), both);
  }

  @Test
  void memory_outside_the_heap_is_zeroed_before_it_is_given_back() {
    ByteBuffer memory = ByteBuffer.allocateDirect(21);
    List<byte[]> givenBack = new ArrayList<>();
    CleanableDirectBuffer owned =
        new CleanableDirectBuffer() {
          @Override
          public ByteBuffer buffer() {
            return memory;
          }

          @Override
          public void clean() {
            byte[] content = new byte[21];
            memory.duplicate().clear().get(content);
            givenBack.add(content);
          }
        };
    memory.put(CARD).put(CARD, 0, 5).limit(3);
    new WipedBuffers.WipedDirect(owned).clean();
    assertEquals(1, givenBack.size());
    assertArrayEquals(new byte[21], givenBack.get(0));
  }

  @Test
  void a_direct_buffer_can_be_used_and_grows() {
    ByteBuf buffer = WipedBuffers.SHARED.directBuffer(4);
    buffer.writeBytes(CARD);
    byte[] read = new byte[CARD.length];
    buffer.readBytes(read).release();
    assertArrayEquals(CARD, read);
  }
}
