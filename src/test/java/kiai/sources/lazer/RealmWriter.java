package kiai.sources.lazer;

import io.realm.kotlin.internal.interop.SWIGTYPE_p_p_realm_property_info;
import io.realm.kotlin.internal.interop.realm_class_info_t;
import io.realm.kotlin.internal.interop.realm_link_t;
import io.realm.kotlin.internal.interop.realm_property_info_t;
import io.realm.kotlin.internal.interop.realm_timestamp_t;
import io.realm.kotlin.internal.interop.realm_uuid_t;
import io.realm.kotlin.internal.interop.realm_value_t;
import io.realm.kotlin.internal.interop.realmc;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Writes Realm files by Realm's own library, for tests of the reader that is ours. The library runs
 * in this process and is not part of the program.
 */
final class RealmWriter implements AutoCloseable {
  private static final int STRING = 3;

  static {
    load();
  }

  private final long config = realmc.realm_config_new();
  private final long realm;

  /** Types of columns, with the library's numbers. */
  enum ValueType {
    WHOLE(0),
    FLAG(1),
    TEXT(2),
    TIME(8),
    REAL(9),
    DOUBLE(10),
    LINK(12),
    UUID(17);

    private final int number;

    ValueType(int number) {
      this.number = number;
    }
  }

  /**
   * A column.
   *
   * @param target class of a link
   */
  record Column(String name, ValueType type, boolean nullable, boolean list, String target) {
    static Column of(String name, ValueType type) {
      return new Column(name, type, false, false, "");
    }

    static Column maybe(String name, ValueType type) {
      return new Column(name, type, true, false, "");
    }

    static Column link(String name, String target) {
      return new Column(name, ValueType.LINK, true, false, target);
    }

    static Column links(String name, String target) {
      return new Column(name, ValueType.LINK, false, true, target);
    }

    static Column texts(String name) {
      return new Column(name, ValueType.TEXT, true, true, "");
    }
  }

  /** A class; embedded ones live within others. */
  record Table(String name, boolean embedded, List<Column> columns) {}

  /** Opens or makes a file. */
  RealmWriter(Path file, long schemaVersion, List<Table> tables) {
    realm_class_info_t classes = realmc.new_classArray(tables.size());
    SWIGTYPE_p_p_realm_property_info properties = realmc.new_propertyArrayArray(tables.size());
    for (int i = 0; i < tables.size(); i++) {
      Table table = tables.get(i);
      realm_class_info_t one = new realm_class_info_t();
      one.setName(table.name());
      one.setPrimary_key("");
      one.setNum_properties(table.columns().size());
      one.setNum_computed_properties(0);
      one.setKey(realmc.getRLM_INVALID_CLASS_KEY());
      one.setFlags(table.embedded() ? 1 : 0);
      realmc.classArray_setitem(classes, i, one);
      realm_property_info_t columns = realmc.new_propertyArray(table.columns().size());
      for (int c = 0; c < table.columns().size(); c++) {
        realmc.propertyArray_setitem(columns, c, info(table.columns().get(c)));
      }
      realmc.propertyArrayArray_setitem(properties, i, columns);
    }
    long schema = realmc.realm_schema_new(classes, tables.size(), properties);
    realmc.realm_config_set_path(config, file.toString());
    realmc.realm_config_set_schema(config, schema);
    realmc.realm_config_set_schema_version(config, schemaVersion);
    realmc.realm_config_set_schema_mode(config, 0);
    realmc.realm_config_set_scheduler(config, realmc.realm_create_generic_scheduler());
    realm = realmc.realm_open(config);
    realmc.realm_begin_write(realm);
  }

  private static realm_property_info_t info(Column column) {
    realm_property_info_t info = new realm_property_info_t();
    info.setName(column.name());
    info.setPublic_name("");
    info.setType(column.type().number);
    info.setCollection_type(column.list() ? 1 : 0);
    info.setLink_target(column.target());
    info.setLink_origin_property_name("");
    info.setKey(realmc.getRLM_INVALID_PROPERTY_KEY());
    info.setFlags(column.nullable() ? 1 : 0);
    return info;
  }

  @SuppressWarnings("restricted") // the library is native, and of the tests alone
  private static void load() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String name =
        system.startsWith("windows")
            ? "jni/windows/realmc.dll"
            : system.startsWith("mac") ? "jni/macos/librealmc.dylib" : "jni/linux/librealmc.so";
    try (InputStream in = RealmWriter.class.getClassLoader().getResourceAsStream(name)) {
      Path copy = Files.createTempFile("realm", name.substring(name.lastIndexOf('.')));
      copy.toFile().deleteOnExit();
      Files.write(copy, in.readAllBytes());
      System.load(copy.toString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private long table(String name) {
    realm_class_info_t info = new realm_class_info_t();
    realmc.realm_find_class(realm, name, new boolean[1], info);
    return info.getKey();
  }

  private long column(String table, String name) {
    realm_property_info_t info = new realm_property_info_t();
    boolean[] found = new boolean[1];
    realmc.realm_find_property(realm, table(table), name, found, info);
    if (!found[0]) {
      throw new IllegalArgumentException(table + " has no column " + name);
    }
    return info.getKey();
  }

  /** A row of a class. */
  final class Row {
    private final String table;
    private final long object;

    Row(String table, long object) {
      this.table = table;
      this.object = object;
    }

    /** Sets a column: a number, a text, a time, a UUID, a row, a list of texts or rows, or null. */
    Row with(String name, Object value) {
      long key = column(table, name);
      if (value instanceof List<?> list) {
        long target = realmc.realm_get_list(object, key);
        for (int i = 0; i < list.size(); i++) {
          realmc.realm_list_insert(target, i, value(list.get(i)));
        }
      } else {
        realmc.realm_set_value(object, key, value(value), false);
      }
      return this;
    }

    /** Makes the embedded row of a column. */
    Row embedded(String name, String of) {
      return new Row(of, realmc.realm_set_embedded(object, column(table, name)));
    }

    /** Adds an embedded row to a list. */
    Row embeddedInList(String name, String of) {
      long list = realmc.realm_get_list(object, column(table, name));
      long[] size = new long[1];
      realmc.realm_list_size(list, size);
      return new Row(of, realmc.realm_list_insert_embedded(list, size[0]));
    }

    /** Removes it. */
    void delete() {
      realmc.realm_object_delete(object);
    }
  }

  private static realm_value_t value(Object of) {
    realm_value_t value = new realm_value_t();
    switch (of) {
      case null -> value.setType(0);
      case Integer number -> {
        value.setType(1);
        value.setInteger(number);
      }
      case Long number -> {
        value.setType(1);
        value.setInteger(number);
      }
      case Boolean flag -> {
        value.setType(2);
        value.set_boolean(flag);
      }
      case String text -> {
        value.setType(STRING);
        value.setString(text);
      }
      case Instant time -> {
        realm_timestamp_t stamp = new realm_timestamp_t();
        stamp.setSeconds(time.getEpochSecond());
        stamp.setNanoseconds(time.getNano());
        value.setType(5);
        value.setTimestamp(stamp);
      }
      case Float number -> {
        value.setType(6);
        value.setFnum(number);
      }
      case Double number -> {
        value.setType(7);
        value.setDnum(number);
      }
      case UUID id -> {
        short[] bytes = new short[16];
        for (int i = 0; i < 16; i++) {
          long half = i < 8 ? id.getMostSignificantBits() : id.getLeastSignificantBits();
          bytes[i] = (short) (half >> (56 - 8 * (i % 8)) & 0xff);
        }
        realm_uuid_t uuid = new realm_uuid_t();
        uuid.setBytes(bytes);
        value.setType(11);
        value.setUuid(uuid);
      }
      case Row row -> {
        realm_link_t link = realmc.realm_object_as_link(row.object);
        value.setType(10);
        value.setLink(link);
      }
      default -> throw new IllegalArgumentException(String.valueOf(of));
    }
    return value;
  }

  /** A new row. */
  Row row(String table) {
    return new Row(table, realmc.realm_object_create(realm, table(table)));
  }

  /** Makes what was written so far durable, and goes on. */
  void commit() {
    realmc.realm_commit(realm);
    realmc.realm_begin_write(realm);
  }

  @Override
  public void close() {
    realmc.realm_commit(realm);
    realmc.realm_close(realm);
    realmc.realm_release(realm);
    realmc.realm_release(config);
  }
}
