/* 图表 (charts): draws what a table beside it says. The page is complete without this script:
   every <figure data-chart> holds its table, and the drawing is put above it. */
import { BarChart, ScatterChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, ScatterChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;

/** The columns of a table that are drawn: `th[data-draw]` names how (`bar`, `stack` or `mark`). */
function read(table) {
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows];
  const series = heads
    .map((head, at) => ({ at, kind: head.dataset.draw, name: head.dataset.name || head.textContent.trim() }))
    .filter((column) => column.kind)
    .map((column) => ({ ...column, values: rows.map((row) => number(row.cells[column.at])) }));
  return { names: rows.map((row) => row.cells[0].dataset.name || row.cells[0].textContent.trim()), series };
}

/** The number of a cell; a cell without one leaves a gap. */
function number(cell) {
  const text = cell.dataset.value ?? cell.textContent.replace(/,/g, '').trim();
  return text === '' || Number.isNaN(Number(text)) ? null : Number(text);
}

function option(table, lying) {
  const { names, series } = read(table);
  const ink = { color: token('ink'), fontFamily: getComputedStyle(document.body).fontFamily };
  const words = { type: 'category', data: names, axisLabel: { ...ink, interval: 0, width: lying ? 96 : 72, overflow: 'truncate' }, inverse: lying, axisTick: { show: false } };
  const numbers = { type: 'value', minInterval: 1, axisLabel: ink, splitLine: { lineStyle: { color: token('line') } } };
  return {
    animation: !calm,
    textStyle: ink,
    color: [token('primary'), token('warning'), token('info'), token('danger'), token('quiet')],
    aria: { enabled: true, decal: { show: true }, label: { description: table.caption ? table.caption.textContent.trim() : '' } },
    tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
    legend: series.length < 2 ? undefined : { top: 0, textStyle: ink },
    grid: { top: series.length < 2 ? 8 : 32, left: 8, right: 24, bottom: 8, containLabel: true },
    xAxis: lying ? numbers : words,
    yAxis: lying ? words : numbers,
    series: series.map(({ kind, name, values }) =>
      kind === 'mark'
        ? { type: 'scatter', name, data: values, symbol: 'rect', symbolSize: lying ? [4, 22] : [22, 4], z: 3, tooltip: {} }
        : { type: 'bar', name, data: values, stack: kind === 'stack' ? 'all' : undefined, barMaxWidth: 20 },
    ),
  };
}

function draw(figure) {
  const table = figure.querySelector('table');
  if (!table || table.tBodies[0].rows.length === 0) return;
  const place = document.createElement('div');
  place.className = 'chart';
  place.dataset.size = table.tBodies[0].rows.length < 9 ? 'small' : 'large';
  table.before(place);
  const chart = init(place, null, { renderer: 'canvas' });
  chart.setOption(option(table, figure.dataset.chart === 'lying'));
  new ResizeObserver(() => chart.resize()).observe(place);
}

for (const figure of document.querySelectorAll('figure[data-chart]')) draw(figure);
