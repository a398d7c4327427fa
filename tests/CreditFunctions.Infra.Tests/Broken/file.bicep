// expect: there is no file 'nowhere.kql'.
output query string = loadTextContent('nowhere.kql')
