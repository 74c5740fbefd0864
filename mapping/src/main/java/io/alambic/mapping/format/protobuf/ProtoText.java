package io.alambic.mapping.format.protobuf;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumOptions;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FieldOptions;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.squareup.wire.Syntax;
import com.squareup.wire.schema.Field;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.internal.parser.EnumElement;
import com.squareup.wire.schema.internal.parser.FieldElement;
import com.squareup.wire.schema.internal.parser.GroupElement;
import com.squareup.wire.schema.internal.parser.MessageElement;
import com.squareup.wire.schema.internal.parser.OneOfElement;
import com.squareup.wire.schema.internal.parser.OptionElement;
import com.squareup.wire.schema.internal.parser.ProtoFileElement;
import com.squareup.wire.schema.internal.parser.ProtoParser;
import com.squareup.wire.schema.internal.parser.TypeElement;
import io.alambic.mapping.schema.InvalidSchemaException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Describes a {@code .proto} text as Protobuf's compiler does, as far as messages need it to be read: options that change no bytes, services and
 * extensions are left out, so that files are not missed that only those import. Names are resolved by Protobuf's own library.
 */
final class ProtoText {

    private static final Pattern MAP = Pattern.compile("map\\s*<\\s*([\\w.]+)\\s*,\\s*([\\w.]+)\\s*>");

    private final boolean proto3;

    private ProtoText(boolean proto3) {
        this.proto3 = proto3;
    }

    /**
     * Returns the description of a file.
     *
     * @throws InvalidSchemaException if the text is none
     */
    static FileDescriptorProto describe(String name, String text) throws InvalidSchemaException {
        ProtoFileElement parsed;
        try {
            parsed = ProtoParser.Companion.parse(Location.get(name), text);
        } catch (RuntimeException e) { // that library has no exception of its own
            throw new InvalidSchemaException("expected a .proto file, but: " + e.getMessage(), e);
        }
        boolean isProto3 = parsed.getSyntax() == Syntax.PROTO_3;
        FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder()
                .setName(name)
                .setSyntax(isProto3 ? "proto3" : "proto2")
                .addAllDependency(parsed.getImports());
        for (String publicly : parsed.getPublicImports()) {
            file.addPublicDependency(file.getDependencyCount()).addDependency(publicly);
        }
        if (parsed.getPackageName() != null) {
            file.setPackage(parsed.getPackageName());
        }
        ProtoText description = new ProtoText(isProto3);
        for (TypeElement type : parsed.getTypes()) {
            if (type instanceof MessageElement message) {
                file.addMessageType(description.message(message));
            } else if (type instanceof EnumElement constants) {
                file.addEnumType(enumeration(constants));
            }
        }
        return file.build();
    }

    private DescriptorProto message(MessageElement message) {
        DescriptorProto.Builder described = DescriptorProto.newBuilder().setName(message.getName());
        for (TypeElement type : message.getNestedTypes()) {
            if (type instanceof MessageElement nested) {
                described.addNestedType(message(nested));
            } else if (type instanceof EnumElement constants) {
                described.addEnumType(enumeration(constants));
            }
        }
        for (FieldElement field : message.getFields()) {
            described.addField(field(field, described));
        }
        for (GroupElement group : message.getGroups()) {
            described.addField(group(group, described));
        }
        for (OneOfElement oneOf : message.getOneOfs()) {
            int index = described.getOneofDeclCount();
            described.addOneofDecl(OneofDescriptorProto.newBuilder().setName(oneOf.getName()));
            for (FieldElement field : oneOf.getFields()) {
                described.addField(field(field, described).setOneofIndex(index));
            }
            for (GroupElement group : oneOf.getGroups()) {
                described.addField(group(group, described).setOneofIndex(index));
            }
        }
        return withPresence(described).build();
    }

    /** In proto3, a field that is marked as optional is alone in a choice of its own; these come behind all others. */
    private DescriptorProto.Builder withPresence(DescriptorProto.Builder described) {
        for (FieldDescriptorProto.Builder field : described.getFieldBuilderList()) {
            if (field.getProto3Optional()) {
                field.setOneofIndex(described.getOneofDeclCount());
                described.addOneofDecl(OneofDescriptorProto.newBuilder().setName("_" + field.getName()));
            }
        }
        return described;
    }

    private FieldDescriptorProto.Builder field(FieldElement field, DescriptorProto.Builder message) {
        FieldDescriptorProto.Builder described = FieldDescriptorProto.newBuilder()
                .setName(field.getName())
                .setNumber(field.getTag())
                .setLabel(label(field.getLabel()))
                .setProto3Optional(proto3 && field.getLabel() == Field.Label.OPTIONAL);
        Matcher map = MAP.matcher(field.getType());
        if (map.matches()) {
            DescriptorProto entry = entry(field.getName(), map.group(1), map.group(2));
            message.addNestedType(entry);
            return described.setLabel(Label.LABEL_REPEATED).setTypeName(entry.getName());
        }
        for (OptionElement option : field.getOptions()) {
            if (option.getName().equals("packed")) {
                described.setOptions(
                        FieldOptions.newBuilder().setPacked("true".equals(String.valueOf(option.getValue()))));
            }
        }
        if (field.getDefaultValue() != null && !proto3) {
            described.setDefaultValue(field.getDefaultValue());
        }
        return ofType(described, field.getType());
    }

    private static Label label(Field.Label label) {
        return label == Field.Label.REPEATED
                ? Label.LABEL_REPEATED
                : label == Field.Label.REQUIRED ? Label.LABEL_REQUIRED : Label.LABEL_OPTIONAL;
    }

    private static FieldDescriptorProto.Builder ofType(FieldDescriptorProto.Builder field, String type) {
        for (FieldDescriptorProto.Type scalar : FieldDescriptorProto.Type.values()) {
            boolean isScalar = scalar != FieldDescriptorProto.Type.TYPE_MESSAGE
                    && scalar != FieldDescriptorProto.Type.TYPE_GROUP
                    && scalar != FieldDescriptorProto.Type.TYPE_ENUM;
            if (isScalar && scalar.name().equals("TYPE_" + type.toUpperCase(Locale.ROOT))) {
                return field.setType(scalar);
            }
        }
        return field.setTypeName(type);
    }

    private static DescriptorProto entry(String field, String key, String value) {
        StringBuilder name = new StringBuilder();
        for (String word : field.split("_", -1)) {
            name.append(word.isEmpty() ? "" : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return DescriptorProto.newBuilder()
                .setName(name + "Entry")
                .setOptions(MessageOptions.newBuilder().setMapEntry(true))
                .addField(ofType(entryField("key", 1), key))
                .addField(ofType(entryField("value", 2), value))
                .build();
    }

    private static FieldDescriptorProto.Builder entryField(String name, int number) {
        return FieldDescriptorProto.newBuilder().setName(name).setNumber(number).setLabel(Label.LABEL_OPTIONAL);
    }

    private FieldDescriptorProto.Builder group(GroupElement group, DescriptorProto.Builder message) {
        DescriptorProto.Builder nested = DescriptorProto.newBuilder().setName(group.getName());
        for (FieldElement field : group.getFields()) {
            nested.addField(field(field, nested));
        }
        message.addNestedType(nested);
        return FieldDescriptorProto.newBuilder()
                .setName(group.getName().toLowerCase(Locale.ROOT))
                .setNumber(group.getTag())
                .setLabel(label(group.getLabel()))
                .setType(FieldDescriptorProto.Type.TYPE_GROUP)
                .setTypeName(group.getName());
    }

    private static EnumDescriptorProto enumeration(EnumElement constants) {
        EnumDescriptorProto.Builder described = EnumDescriptorProto.newBuilder()
                .setName(constants.getName())
                .setOptions(EnumOptions.newBuilder().setAllowAlias(true));
        constants
                .getConstants()
                .forEach(constant ->
                        described.addValueBuilder().setName(constant.getName()).setNumber(constant.getTag()));
        return described.build();
    }
}
