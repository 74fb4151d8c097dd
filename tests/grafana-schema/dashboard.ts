// What a dashboard of ours may hold: Grafana's types, narrowed to the panels and the data source that we use, so that their options are checked too.
import type { Dashboard, DataQuery, DataSourceRef, FieldConfigSource, GraphFieldConfig, Panel, RowPanel, TableFieldOptions } from '@grafana/schema';
import type { Options as StatOptions } from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type { Options as TableOptions } from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type { Options as TimeSeriesOptions } from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';

// JSON has an enum's values, not its members.
type Json<T> = T extends string ? `${T}` : T extends (infer U)[] ? Json<U>[] : T extends object ? { [K in keyof T]: Json<T[K]> } : T;

// Grafana keeps this one with the data source, in a package as large as Grafana itself.
type PrometheusQuery = DataQuery & {
    datasource: DataSourceRef;
    expr: string;
    legendFormat: string;
    instant?: boolean;
    range?: boolean;
    format?: 'time_series' | 'table' | 'heatmap';
};

type Defaults<TCustom> = Omit<FieldConfigSource['defaults'], 'custom'> & { custom?: Partial<TCustom> };

type PanelOf<TType extends string, TOptions, TCustom> = Omit<Panel, 'type' | 'options' | 'fieldConfig' | 'targets'> & {
    type: TType;
    options: Partial<TOptions>;
    fieldConfig: Omit<FieldConfigSource, 'defaults'> & { defaults: Defaults<TCustom> };
    targets: PrometheusQuery[];
};

export type MintDashboard = Json<
    Omit<Dashboard, 'panels'> & {
        panels: (
            | PanelOf<'stat', StatOptions, Record<string, never>>
            | PanelOf<'table', TableOptions, TableFieldOptions>
            | PanelOf<'timeseries', TimeSeriesOptions, GraphFieldConfig>
            | RowPanel
        )[];
    }
>;
