// The workbook: what the service does, and what its alerts see now, from the queries of folder queries.

@description('Region of the workbook.')
param location string

@description('Tags of the workbook.')
param tags object

@description('Resource id of the Application Insights component that is asked.')
param insightsId string

var title = 'CreditFunctions'

var charts = [
  { title: 'Requests and their failures, by function', query: loadTextContent('queries/requests.kql'), look: 'table' }
  { title: 'Duration of look-ups in ms: half, 95 % and 99 % are faster', query: loadTextContent('queries/lookups.kql'), look: 'timechart' }
  { title: 'Runs that ended', query: loadTextContent('queries/runs.kql'), look: 'table' }
  { title: 'Warnings and errors of the program, by id', query: loadTextContent('queries/problems.kql'), look: 'table' }
  { title: 'Alert: no snapshot within 26 hours', query: loadTextContent('queries/alert-no-snapshot.kql'), look: 'table' }
  { title: 'Alert: failed or partial runs', query: loadTextContent('queries/alert-failed-runs.kql'), look: 'table' }
  { title: 'Alert: audits', query: loadTextContent('queries/alert-audit.kql'), look: 'table' }
  { title: 'Alert: failed requests', query: loadTextContent('queries/alert-server-errors.kql'), look: 'table' }
  { title: 'Alert: slow look-ups', query: loadTextContent('queries/alert-slow-lookups.kql'), look: 'table' }
  { title: 'Alert: messages given up', query: loadTextContent('queries/alert-poison.kql'), look: 'table' }
]

// The numbers are the workbook format's own: an item of type 3 is a query, query type 0 asks logs.
var items = [
  for (chart, index) in charts: {
    type: 3
    name: 'query-${index}'
    content: {
      version: 'KqlItem/1.0'
      title: chart.title
      query: chart.query
      visualization: chart.look
      size: 0
      timeContext: {
        durationMs: 172800000
      }
      queryType: 0
      resourceType: 'microsoft.insights/components'
      crossComponentResources: [insightsId]
    }
  }
]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(insightsId, title)
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: title
    category: 'workbook'
    sourceId: insightsId
    serializedData: string({
      version: 'Notebook/1.0'
      items: items
      fallbackResourceIds: [insightsId]
    })
  }
}
