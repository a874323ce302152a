"""Functions of PostgreSQL that compute from their arguments alone, and that sqlglot has no class for.

Source: PostgreSQL 17, chapter 9. Left out on purpose: what runs SQL that is in a string (query_to_xml, ts_stat), reads files
or large objects, waits, locks, or shows sessions, settings, sequences and the catalogue.
"""

FUNCTIONS = frozenset(
    """
    acosd asind atan2d atand cosd cotd div erf erfc gcd lcm min_scale pi random_normal scale sind tand
    trim_scale trunc

    bit_count btrim convert_from convert_to get_byte octet_length parse_ident quote_ident quote_literal
    quote_nullable regexp_match regexp_matches regexp_split_to_array regexp_split_to_table regexp_substr set_bit
    set_byte sha224 string_to_table to_ascii to_bin to_oct unicode_assigned unistr

    age clock_timestamp date_subtract isfinite make_date make_time make_timestamptz statement_timestamp
    timeofday timezone transaction_timestamp

    num_nonnulls num_nulls pg_size_pretty pg_typeof version

    json_exists json_query json_value

    array_to_json json_array_elements json_array_elements_text json_array_length json_build_array
    json_build_object json_each json_each_text json_object_keys json_populate_record json_to_record
    json_to_recordset json_typeof jsonb_agg jsonb_array_elements jsonb_array_elements_text jsonb_array_length
    jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text jsonb_extract_path jsonb_extract_path_text
    jsonb_insert jsonb_object jsonb_object_keys jsonb_path_exists jsonb_path_match jsonb_path_query
    jsonb_path_query_array jsonb_path_query_first jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls
    jsonb_to_record jsonb_to_recordset jsonb_typeof row_to_json to_json to_jsonb

    array_dims array_fill array_lower array_ndims array_position array_positions array_replace array_sample
    array_shuffle array_upper cardinality daterange generate_subscripts int4range int8range isempty lower_inc
    lower_inf multirange numrange range_merge trim_array tsrange tstzrange upper_inc upper_inf

    every range_agg range_intersect_agg

    numnode phraseto_tsquery plainto_tsquery querytree setweight strip to_tsquery to_tsvector ts_delete
    ts_filter ts_headline ts_rank ts_rank_cd websearch_to_tsquery

    abbrev broadcast family hostmask masklen netmask network
    """.split()
)
