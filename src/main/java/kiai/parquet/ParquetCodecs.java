package kiai.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** The compressions of parquet pages; the library's own gzip needs Hadoop, Java's does not. */
final class ParquetCodecs implements CompressionCodecFactory {
  private static final int PAGE_BYTES = 1 << 20;

  private final CodecFactory library =
      new CodecFactory(new PlainParquetConfiguration(), PAGE_BYTES);

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    CompressionCodecFactory plain = library;
    return plain.getCompressor(codec);
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    if (codec == CompressionCodecName.GZIP) {
      return new Gzip();
    }
    try {
      CompressionCodecFactory plain = library;
      return plain.getDecompressor(codec);
    } catch (LinkageError e) { // a codec of Hadoop's
      throw new IllegalStateException(
          "its pages are compressed with %s; write it with snappy, zstd or gzip".formatted(codec),
          e);
    }
  }

  @Override
  public void release() {
    library.release();
  }

  private static final class Gzip implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      return BytesInput.from(unpack(bytes.toInputStream(), size));
    }

    @Override
    public void decompress(ByteBuffer in, int packed, ByteBuffer out, int size) throws IOException {
      byte[] bytes = new byte[packed];
      in.get(bytes);
      out.put(unpack(new ByteArrayInputStream(bytes), size));
    }

    private static byte[] unpack(InputStream packed, int size) throws IOException {
      try (GZIPInputStream in = new GZIPInputStream(packed)) {
        byte[] page = in.readNBytes(size);
        if (page.length != size) {
          throw new IOException("a page has fewer bytes than it says");
        }
        return page;
      }
    }

    @Override
    public void release() {
      // nothing is held
    }
  }
}
