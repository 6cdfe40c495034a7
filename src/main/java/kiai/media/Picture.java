package kiai.media;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;

/**
 * Images of unknown origin as small JPEGs. What comes out was drawn anew: nothing of the file but
 * its pixels is passed on.
 */
public final class Picture {
  /** The largest image file that is read; backgrounds of real maps have a few megabytes. */
  public static final int MAX_BYTES = 32 << 20;

  private static final long MAX_PIXELS = 40_000_000; // 160 MB while it is decoded
  private static final int MAX_SIDE = 16_384;
  private static final int MOST_SCANS = 64; // real progressive JPEGs have about ten
  private static final int START_OF_SCAN = 0xDA;
  private static final float QUALITY = 0.8f;

  static {
    ImageIO.setUseCache(false); // no files beside those of the index
  }

  private Picture() {}

  /**
   * A JPEG that is at most so wide, in the proportions of the image.
   *
   * @param file a JPEG, PNG, GIF or BMP
   * @param width in pixels
   * @throws IOException when it is no such image, or has more pixels than any background
   */
  public static byte[] jpeg(byte[] file, int width) throws IOException {
    checkScans(file);
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException("it is no image that can be read");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        return encode(scaled(read(reader, width), width));
      } catch (IllegalArgumentException
          | IndexOutOfBoundsException
          | NegativeArraySizeException e) {
        throw new IOException("the image is damaged: " + e.getMessage(), e); // as readers fail
      } finally {
        reader.dispose();
      }
    }
  }

  /** A few kilobytes of empty scans over many pixels would take minutes to decode. */
  private static void checkScans(byte[] file) throws IOException {
    int scans = 0;
    for (int i = 0; i + 1 < file.length; i++) {
      if ((file[i] & 0xFF) == 0xFF && (file[i + 1] & 0xFF) == START_OF_SCAN) {
        scans++; // within compressed data no FF is followed by this
      }
    }
    boolean jpeg = file.length > 1 && (file[0] & 0xFF) == 0xFF && (file[1] & 0xFF) == 0xD8;
    if (jpeg && scans > MOST_SCANS) {
      throw new IOException("the image has %,d scans".formatted(scans));
    }
  }

  private static BufferedImage read(ImageReader reader, int width) throws IOException {
    long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
    int longest = Math.max(reader.getWidth(0), reader.getHeight(0));
    if (pixels > MAX_PIXELS || pixels < 1 || longest > MAX_SIDE) {
      throw new IOException(
          "the image has %,d by %,d pixels".formatted(reader.getWidth(0), reader.getHeight(0)));
    }
    ImageReadParam param = reader.getDefaultReadParam();
    int step = Math.max(1, reader.getWidth(0) / (2 * width)); // the rest is done smoothly
    param.setSourceSubsampling(step, step, 0, 0);
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    if (!types.hasNext()) {
      throw new IOException("its colours cannot be read");
    }
    return reader.read(0, param);
  }

  private static BufferedImage scaled(BufferedImage image, int width) {
    int wide = Math.min(width, image.getWidth());
    int high = Math.max(1, Math.round((float) image.getHeight() * wide / image.getWidth()));
    BufferedImage small =
        new BufferedImage(wide, Math.min(high, 4 * width), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, wide, small.getHeight(), null);
    graphics.dispose();
    return small;
  }

  private static byte[] encode(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
