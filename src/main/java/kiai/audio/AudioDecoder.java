package kiai.audio;

import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Decodes audio files to mono samples, by FFmpeg: mp3, ogg, wav, flac, aac and what else it knows.
 *
 * <ol>
 *   <li>Packets are decoded one by one; nothing but the samples asked for is kept.
 *   <li>Channels are averaged, as the reference does, and resampled in one step.
 *   <li>What does not decode is left out, unless nothing does; then there is a reason.
 *   <li>At the longest length, or when time runs out, decoding stops.
 * </ol>
 */
public final class AudioDecoder {
  private static final int FILTER_SIZE = 128; // taps; 32 is the default, and leaks more
  private static final int PHASE_SHIFT = 10;
  private static final double CUTOFF = 0.957; // of the lower rate's half
  private static final int MOST_CHANNELS = 16;
  private static final float LOUDEST = 8; // full scale is 1; damaged frames decode to anything
  // What sounds by itself: playlists would open further files, and pictures are no songs.
  private static final String FORMATS =
      "mp3,ogg,wav,w64,flac,aac,aiff,mov,mp4,m4a,matroska,webm,asf,avi,flv,mpeg,caf,au";

  private final int rate;
  private final double longestSeconds;
  private final long longestNanos;

  static {
    avutil.av_log_set_level(avutil.AV_LOG_QUIET);
  }

  /**
   * A decoder.
   *
   * @param rate samples per second that are wanted
   * @param longestSeconds of a song; what follows is not decoded
   * @param longestDecoding how many seconds decoding may take
   */
  public AudioDecoder(int rate, double longestSeconds, double longestDecoding) {
    this.rate = rate;
    this.longestSeconds = longestSeconds;
    this.longestNanos = (long) (longestDecoding * 1e9);
  }

  /**
   * Decodes a file.
   *
   * @throws AudioException with the reason, when the file has no audio that can be decoded
   */
  public Track decode(Path file) throws AudioException {
    if (!Files.isRegularFile(file)) {
      throw new AudioException("there is no audio file");
    }
    AVFormatContext format = open(file);
    try {
      if (avformat.avformat_find_stream_info(format, (PointerPointer<?>) null) < 0) {
        throw new AudioException("the audio is damaged from its beginning on");
      }
      int best =
          avformat.av_find_best_stream(
              format, avutil.AVMEDIA_TYPE_AUDIO, -1, -1, (AVCodec) null, 0);
      if (best < 0) {
        throw new AudioException("the audio file holds no sound");
      }
      return decode(format, format.streams(best));
    } finally {
      avformat.avformat_close_input(format);
    }
  }

  private static AVFormatContext open(Path file) throws AudioException {
    AVFormatContext format = new AVFormatContext(null);
    try (AVDictionary options = new AVDictionary(null)) {
      avutil.av_dict_set(options, "format_whitelist", FORMATS, 0);
      avutil.av_dict_set(options, "protocol_whitelist", "file", 0);
      // "file:", lest a name with a colon be read as a protocol.
      String name = "file:" + file.toAbsolutePath();
      int opened = avformat.avformat_open_input(format, name, null, options);
      avutil.av_dict_free(options);
      if (opened < 0) {
        throw new AudioException("the audio is of no format that is known");
      }
    }
    return format;
  }

  private Track decode(AVFormatContext format, AVStream stream) throws AudioException {
    AVCodec codec = avcodec.avcodec_find_decoder(stream.codecpar().codec_id());
    if (codec == null || codec.isNull()) {
      throw new AudioException("nothing here decodes the audio");
    }
    AVCodecContext context = avcodec.avcodec_alloc_context3(codec);
    try (Samples samples = new Samples()) {
      context.thread_count(1); // maps are read on several threads already
      if (avcodec.avcodec_parameters_to_context(context, stream.codecpar()) < 0
          || avcodec.avcodec_open2(context, codec, (AVDictionary) null) < 0) {
        throw new AudioException("the audio cannot be decoded");
      }
      boolean cut = read(format, stream.index(), context, samples);
      if (!cut) {
        samples.drain();
      }
      if (samples.count == 0) {
        throw new AudioException("nothing of the audio can be decoded");
      }
      return new Track(samples.taken(), rate, cut);
    } finally {
      avcodec.avcodec_free_context(context);
    }
  }

  /** Decodes until the end, or until there is enough; then true. */
  private boolean read(AVFormatContext format, int stream, AVCodecContext context, Samples samples)
      throws AudioException {
    long deadline = System.nanoTime() + longestNanos;
    AVPacket packet = avcodec.av_packet_alloc();
    AVFrame frame = avutil.av_frame_alloc();
    try {
      while (avformat.av_read_frame(format, packet) >= 0) {
        boolean ours = packet.stream_index() == stream;
        boolean sent = ours && avcodec.avcodec_send_packet(context, packet) >= 0;
        avcodec.av_packet_unref(packet);
        if (sent && frames(context, frame, samples)) {
          return true;
        }
        if (System.nanoTime() > deadline) {
          throw new AudioException("decoding the audio takes too long");
        }
      }
      avcodec.avcodec_send_packet(context, null);
      return frames(context, frame, samples);
    } finally {
      avutil.av_frame_free(frame);
      avcodec.av_packet_free(packet);
    }
  }

  private boolean frames(AVCodecContext context, AVFrame frame, Samples samples)
      throws AudioException {
    while (avcodec.avcodec_receive_frame(context, frame) >= 0) {
      samples.add(frame);
      avutil.av_frame_unref(frame);
      if (samples.isFull()) {
        return true;
      }
    }
    return false;
  }

  /** What has been decoded so far, mixed and resampled. */
  private final class Samples implements AutoCloseable {
    private final int most = (int) Math.min(longestSeconds * rate, Integer.MAX_VALUE - 64);
    private float[] values = new float[Math.min(most, rate * 60)];
    private int count;
    private SwrContext resampler;
    private int ofRate;
    private int ofFormat;
    private int ofChannels;

    boolean isFull() {
      return count >= most;
    }

    float[] taken() {
      return Arrays.copyOf(values, count);
    }

    void add(AVFrame frame) throws AudioException {
      int channels = frame.ch_layout().nb_channels();
      if (frame.sample_rate() <= 0 || channels < 1 || channels > MOST_CHANNELS) {
        throw new AudioException("the audio has %d channels".formatted(channels));
      }
      boolean same =
          resampler != null
              && ofRate == frame.sample_rate()
              && ofFormat == frame.format()
              && ofChannels == channels;
      if (!same) { // a file may change within
        drain();
        free();
        begin(frame, channels);
      }
      convert(frame.extended_data(), frame.nb_samples());
    }

    private void begin(AVFrame frame, int channels) throws AudioException {
      AVChannelLayout mono = new AVChannelLayout();
      AVChannelLayout theirs = new AVChannelLayout();
      avutil.av_channel_layout_default(mono, 1);
      avutil.av_channel_layout_default(theirs, channels);
      SwrContext context = new SwrContext(null);
      int made =
          swresample.swr_alloc_set_opts2(
              context,
              mono,
              avutil.AV_SAMPLE_FMT_FLT,
              rate,
              theirs,
              frame.format(),
              frame.sample_rate(),
              0,
              null);
      double[] weights = new double[channels];
      Arrays.fill(weights, 1.0 / channels);
      avutil.av_opt_set_int(context, "filter_size", FILTER_SIZE, 0);
      avutil.av_opt_set_int(context, "phase_shift", PHASE_SHIFT, 0);
      avutil.av_opt_set_double(context, "cutoff", CUTOFF, 0);
      try (DoublePointer matrix = new DoublePointer(weights)) {
        if (made < 0
            || swresample.swr_set_matrix(context, matrix, channels) < 0
            || swresample.swr_init(context) < 0) {
          swresample.swr_free(context);
          throw new AudioException("the audio cannot be resampled");
        }
      }
      resampler = context;
      ofRate = frame.sample_rate();
      ofFormat = frame.format();
      ofChannels = channels;
    }

    private void convert(PointerPointer<?> data, int samples) throws AudioException {
      int room = swresample.swr_get_out_samples(resampler, samples);
      if (room <= 0) {
        return;
      }
      try (FloatPointer out = new FloatPointer((long) room);
          PointerPointer<FloatPointer> planes = new PointerPointer<>(1L)) {
        planes.put(0, out); // the constructor that takes a pointer would read it as an array
        int made = swresample.swr_convert(resampler, planes, room, data, samples);
        if (made < 0) {
          throw new AudioException("the audio cannot be resampled");
        }
        int kept = Math.min(made, most - count);
        if (count + kept > values.length) {
          values =
              Arrays.copyOf(
                  values, (int) Math.min(most, Math.max(2L * values.length, count + kept)));
        }
        FloatBuffer buffer = out.limit(Math.max(1, made)).asByteBuffer().asFloatBuffer();
        buffer.get(values, count, Math.max(0, kept));
        for (int i = count; i < count + kept; i++) {
          values[i] = Math.abs(values[i]) <= LOUDEST ? values[i] : 0; // not a number neither
        }
        count += Math.max(0, kept);
      }
    }

    /** What the resampler still holds. */
    void drain() throws AudioException {
      if (resampler != null && !isFull()) {
        convert(null, 0); // no input at all is the end of it
      }
    }

    private void free() {
      if (resampler != null) {
        swresample.swr_free(resampler);
        resampler = null;
      }
    }

    @Override
    public void close() {
      free();
    }
  }
}
